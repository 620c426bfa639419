import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The program as it is shipped. */
export const saliency = fileURLToPath(new URL('../../bin/saliency.js', import.meta.url));

export interface ProgramRun {
  /** Undefined where a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** It had to be killed. */
  readonly hung: boolean;
}

/** Runs a program to its end, or kills it and its group when it takes too long. */
export function runProgram(
  program: string,
  args: readonly string[],
  { timeoutMs = 120_000, env = {}, cwd }: { timeoutMs?: number; env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<ProgramRun> {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    cwd,
    detached: process.platform !== 'win32',
  });
  let [stdout, stderr, hung] = ['', '', false];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const timer = setTimeout(() => {
    hung = true;
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid!, 'SIGKILL');
  }, timeoutMs);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? undefined, stdout, stderr, hung });
    });
  });
}

/** Runs the command `saliency`. */
export function runSaliency(args: readonly string[], options: Parameters<typeof runProgram>[2] = {}) {
  return runProgram(process.execPath, ['--unhandled-rejections=strict', saliency, ...args], options);
}

/** Says what is wrong with how a run ended, whatever it was asked to do; undefined where nothing is. */
export function misbehavior({ code, stderr, hung }: ProgramRun): string | undefined {
  if (hung) return 'hung';
  if (code === undefined) return 'was ended by a signal';
  if (code > 5) return `exit ${code}`;
  if (/^\s+at .*:\d+:\d+\)?$/m.test(stderr)) return 'printed a stack';
  if (/\b(undefined|NaN|\[object|TypeError|RangeError|ERR_[A-Z])/.test(stderr)) return 'printed words of the engine';
  if (code !== 0 && stderr.trim() === '') return `exit ${code} without a word`;
  return undefined;
}
