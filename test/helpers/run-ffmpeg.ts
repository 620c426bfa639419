import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const path = findFfmpeg();

/** Why tests that need FFmpeg cannot run; undefined where it is there. */
export const noFfmpeg = path === undefined ? 'no ffmpeg here' : undefined;

/** Runs FFmpeg on a text that it reads from its standard input, and returns what it writes. */
export function runFfmpeg(args: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync(path!, ['-v', 'error', '-nostdin', ...args], {
    input,
    timeout: 30_000,
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`ffmpeg ${args.join(' ')}: ${stderr}`);
  return stdout.toString('latin1');
}

function findFfmpeg(): string | undefined {
  const works = (candidate: string) => spawnSync(candidate, ['-version'], { timeout: 10_000 }).status === 0;
  if (works('ffmpeg')) return 'ffmpeg';
  try {
    const { path: packaged } = createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg') as { path: string };
    return works(packaged) ? packaged : undefined;
  } catch {
    return undefined;
  }
}
