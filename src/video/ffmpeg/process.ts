import { type ChildProcess, spawn } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import type { Socket } from 'node:net';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { FfmpegError, type FfmpegErrorDetails } from '../../core/errors.js';
import { optionName, wording } from '../../core/wording.js';
import { describeSystemError, isExhausted } from '../../files/describe-system-error.js';
import { requireDescriptors } from '../../files/require-descriptors.js';

/** Tells how an FFmpeg process is started and watched over. */
export interface FfmpegRun {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds without a sign of life, while something is awaited of it, after which the child is killed. */
  readonly stallTimeoutMs?: number | undefined;
  /** Variables of the child's environment beside our own. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** A socket that the child writes to in place of `stdout`; closed here once the child has it. */
  readonly output?: Socket | undefined;
  /** Tells whether the child waits for somebody else: then it is not stalled. */
  readonly blockedByConsumer?: (() => boolean) | undefined;
  /** Called with each line of stderr. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** Tells how a child ended; `error` where it could not be started. */
export interface FfmpegExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error: Error | undefined;
}

/** Builds that recognize speech load a library whose threads turn idly for 25 ms, on cores that others need. */
const quietLibraries = { OPENBLAS_NUM_THREADS: '1' };

const keptLines = 40;
const defaultStallTimeoutMs = 60_000;

/** Milliseconds for which the pipes of a child that has ended may be silent: somebody else may hold them open. */
const silenceMs = 2000;

/**
 * A running child: pipes, the end of what it said, one promise for its end.
 *
 * The wrapper's own way of running commands is not used: it scans FFmpeg's capabilities before each (0.3 s), takes one
 * stream, and reports failures as events without exit codes.
 */
export class FfmpegProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Settles when the child has ended and its stderr is read. Never rejects. */
  readonly exited: Promise<FfmpegExit>;
  /** Undefined where the child could not be started. */
  readonly #child: ChildProcess | undefined;
  readonly #command: readonly string[];
  readonly #tail: string[] = [];
  readonly #stallTimeoutMs: number;
  #stalled = false;
  #lastBeat = 0;
  /** Number of things that are awaited of the child at the moment. */
  #awaited = 0;
  #patience = 1;

  constructor(binary: string, args: readonly string[], run: FfmpegRun = {}) {
    run.signal?.throwIfAborted();
    this.#command = [binary, ...args];
    this.#stallTimeoutMs = run.stallTimeoutMs ?? defaultStallTimeoutMs;
    const { child, error } = start(binary, args, run);
    this.#child = child;
    // Without descriptors for its pipes, a child is there, and has none.
    this.stdin = child?.stdin ?? ended();
    this.stdout = child?.stdout ?? ended();
    run.output?.destroy();
    // A broken pipe is told by the write that meets it and by the exit status.
    this.stdin.on('error', () => {});
    const stderr = child?.stderr ?? ended();
    const said = this.#readLines(stderr, run.onLine);
    const kill = () => this.kill();
    // Every child listens until it ends: one signal for many of them is no leak, and is not to be warned of.
    if (run.signal !== undefined) setMaxListeners(0, run.signal);
    run.signal?.addEventListener('abort', kill, { once: true });
    if (child !== undefined) liveChildren.add(child);
    if (liveChildren.size === 1) process.on('exit', killLiveChildren);
    const watch = setInterval(
      () => this.#watch(run.blockedByConsumer),
      Math.min(1000, Math.max(10, this.#stallTimeoutMs / 4)),
    );
    this.exited = (error === undefined ? this.#exit(child!, stderr, said) : failedStart(error)).finally(() => {
      clearInterval(watch);
      run.signal?.removeEventListener('abort', kill);
      if (child !== undefined) liveChildren.delete(child);
      if (liveChildren.size === 0) process.off('exit', killLiveChildren);
    });
  }

  /**
   * Awaits work of the child; kills the child when it shows no sign of life for too long.
   *
   * @param patience - how many times the usual limit the child may take.
   */
  async awaiting<T>(work: Promise<T>, patience = 1): Promise<T> {
    this.beat();
    this.#patience = patience;
    this.#awaited++;
    try {
      return await work;
    } finally {
      this.#awaited--;
    }
  }

  /** Notes a sign of life. */
  beat(): void {
    this.#lastBeat = performance.now();
  }

  /** Ends the child at once, and all that it has started. Harmless when it has ended. */
  kill(): void {
    if (this.#child !== undefined && liveChildren.has(this.#child)) killGroup(this.#child);
    this.stdin.destroy();
    this.stdout.destroy();
  }

  /** Gives the error for an end that was not a good one. */
  failure(what: string, { code, signal, error }: FfmpegExit): FfmpegError {
    const stderr = [...this.#tail];
    const details = { command: this.#command, exitCode: code ?? undefined, stderr };
    if (error !== undefined) return startFailure('FFmpeg', error, details);
    if (this.#stalled) {
      const seconds = Math.round(this.#stallTimeoutMs / 1000);
      return new FfmpegError('stalled', `FFmpeg ${what}, but did nothing for ${seconds} s`, details);
    }
    const missing = missingFeature(stderr);
    if (missing !== undefined) {
      const hint = wording`this FFmpeg has no ${missing}; choose another build with the option ${optionName('ffmpeg')}`;
      return new FfmpegError('incapable', hint, details);
    }
    if (stderr.some((line) => line.includes('No space left on device'))) {
      return new FfmpegError('failed', `FFmpeg ${what}: the disk is full`, details);
    }
    const how = signal === null ? `exit ${code}` : `killed by ${signal}`;
    return new FfmpegError('failed', `FFmpeg ${what} (${how})`, details);
  }

  #watch(blockedByConsumer: FfmpegRun['blockedByConsumer']): void {
    if (blockedByConsumer?.()) this.beat();
    if (this.#awaited === 0 || performance.now() - this.#lastBeat < this.#patience * this.#stallTimeoutMs) return;
    this.#stalled = true;
    this.kill();
  }

  #exit(child: ChildProcess, stderr: Readable, said: Promise<void>): Promise<FfmpegExit> {
    return new Promise((resolve) => {
      // Stays: a child that cannot be killed says so in the same way.
      child.on('error', (error) => {
        if (child.pid === undefined) resolve({ code: null, signal: null, error });
      });
      child.once('exit', async (code, signal) => {
        // What it has started itself would hold its pipes open, and work on.
        killGroup(child);
        await settledOrSilent(stderr, said);
        resolve({ code, signal, error: undefined });
      });
    });
  }

  async #readLines(stderr: Readable, onLine: ((line: string) => void) | undefined): Promise<void> {
    let rest = '';
    const take = (line: string) => {
      onLine?.(line);
      if (line.trim() === '' || line.includes('[info]') || /^\w+= *\S*$/.test(line)) return;
      this.#tail.push(line);
      if (this.#tail.length > keptLines) this.#tail.shift();
    };
    stderr.setEncoding('utf8');
    try {
      for await (const text of stderr as AsyncIterable<string>) {
        const lines = (rest + text).split(/\r?\n|\r/);
        rest = lines.pop()!;
        for (const line of lines) take(line);
      }
    } catch {
      // The pipe broke with the child; its exit tells how.
    }
    take(rest);
  }
}

/** Runs a short command to its end. */
export async function capture(
  binary: string,
  args: readonly string[],
  { signal, env, timeoutMs = 10_000 }: Pick<FfmpegRun, 'signal' | 'env'> & { timeoutMs?: number } = {},
): Promise<FfmpegExit & { stdout: string; stderr: string }> {
  const lines: string[] = [];
  const child = new FfmpegProcess(binary, args, { signal, env, onLine: (line) => lines.push(line) });
  const timer = setTimeout(() => child.kill(), timeoutMs);
  let stdout = '';
  child.stdin.end();
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    stdout += text;
  });
  // The pipe may break with the child; its exit tells how.
  const read = new Promise<void>((resolve) => child.stdout.once('close', resolve).once('error', () => resolve()));
  const exit = await child.exited;
  await settledOrSilent(child.stdout, read);
  clearTimeout(timer);
  signal?.throwIfAborted();
  return { ...exit, stdout, stderr: lines.join('\n').trim() };
}

/** Makes the error for a program that could not be started; `name` is what people call it. */
export function startFailure(name: string, error: Error, details: FfmpegErrorDetails = {}): FfmpegError {
  const why = describeSystemError(error);
  return new FfmpegError(isExhausted(error) ? 'failed' : 'missing', `${name} could not be started: ${why}`, {
    ...details,
    cause: error,
  });
}

/** Starts a child; what cannot be started is an error like that of one that does not run. */
function start(binary: string, args: readonly string[], run: FfmpegRun): { child?: ChildProcess; error?: Error } {
  try {
    requireDescriptors(descriptorsOfStart);
    // A process group of its own keeps the terminal's Ctrl-C from the child: it ends when we say so.
    const child = spawn(binary, args, {
      stdio: ['pipe', run.output ?? 'pipe', 'pipe'],
      windowsHide: true,
      detached: ownGroup,
      env: { ...quietLibraries, ...process.env, ...run.env },
    });
    return { child };
  } catch (thrown) {
    return { error: thrown as Error };
  }
}

/** Descriptors that starting a child takes for a moment: pairs for its three pipes, one to hear of its start, and some more. */
const descriptorsOfStart = 10;

/** True where a child leads a process group. */
const ownGroup = process.platform !== 'win32';

function failedStart(error: Error): Promise<FfmpegExit> {
  return Promise.resolve({ code: null, signal: null, error });
}

/** Gives a stream that has nothing to read and takes what is written. */
function ended(): PassThrough {
  return new PassThrough().end().resume() as PassThrough;
}

/** Waits until a stream is read to its end, or is silent while nobody who matters writes to it; then closes it. */
async function settledOrSilent(stream: Readable, read: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, silenceMs);
  });
  const heard = () => timer?.refresh();
  stream.on('data', heard);
  await Promise.race([read, silence]);
  clearTimeout(timer);
  stream.off('data', heard);
  stream.destroy();
}

/** Kills a child and all that it has started. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (!ownGroup) {
    child.kill('SIGKILL');
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // Nobody of the group is left.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const liveChildren = new Set<ChildProcess>();

function killLiveChildren(): void {
  for (const child of liveChildren) killGroup(child);
}

function missingFeature(stderr: readonly string[]): string | undefined {
  for (const line of stderr) {
    const [, kind, name] = /(?:No such|Unknown) (filter|encoder|decoder):? '([^']+)'/.exec(line) ?? [];
    if (kind !== undefined) return `${kind} ${name}`;
  }
  return undefined;
}
