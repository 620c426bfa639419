import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Path of the program that the package installs as `saliency`. */
export const program = fileURLToPath(new URL('../../bin/saliency.js', import.meta.url));

export interface CliResult {
  /** Exit code, or the name of the signal that ended the process. */
  readonly code: number | NodeJS.Signals;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/**
 * Runs the program as a person would, with standard error not a terminal.
 *
 * @param interrupt - sent to the process, once, when standard error or output says something that matches.
 */
export function runCli(
  args: readonly string[],
  options: {
    cwd?: string;
    env?: NodeJS.ProcessEnv;
    stdin?: Buffer;
    interrupt?: { when: RegExp; signal: NodeJS.Signals };
  } = {},
): Promise<CliResult> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: options.cwd,
    // A config of whoever runs the tests must not change them.
    env: { ...process.env, SALIENCY_CONFIG: 'none', ...options.env },
    timeout: 60_000,
  });
  const stdout: Buffer[] = [];
  let stderr = '';
  let interrupted = false;
  const { interrupt } = options;
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (!interrupted && interrupt?.when.test(stderr)) interrupted = child.kill(interrupt.signal);
  });
  child.stdin.on('error', () => {}); // the program may end before it has read everything
  child.stdin.end(options.stdin);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: code ?? signal!, stdout: Buffer.concat(stdout), stderr }));
  });
}
