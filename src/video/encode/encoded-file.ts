import { readdir } from 'node:fs/promises';
import { isAtLeast } from '../ffmpeg/binaries.js';
import { ffmpegUrl } from '../ffmpeg/clip-input.js';
import { capture } from '../ffmpeg/process.js';
import { completeLastFrame } from './complete-last-frame.js';
import { type Container, isFolder } from './containers.js';
import type { EncoderJob } from './encoder-job.js';

/** Completes a file that FFmpeg has written, before it is put in its place. */
export async function completeFile(
  path: string,
  { name }: Container,
  { binaries, info }: Pick<EncoderJob, 'binaries' | 'info'>,
): Promise<void> {
  if ((name !== 'mp4' && name !== 'mov') || isAtLeast(binaries.ffmpeg, 5, 0)) return;
  await completeLastFrame(path, info.averageFrameRate);
}

/**
 * Counts the frames of a file that FFmpeg has written, or pictures of a folder, by its index or by reading it through.
 *
 * @throws {Error} with what ffprobe said, where it cannot be read.
 */
export async function countFrames(
  path: string,
  container: Container,
  { binaries, signal }: Pick<EncoderJob, 'binaries' | 'signal'>,
): Promise<number> {
  if (isFolder(container)) return (await readdir(path)).length;
  const { stdout, stderr, code } = await capture(
    binaries.ffprobe.path,
    [
      ...['-v', 'error', '-select_streams', 'v:0', '-count_packets', '-show_entries', 'stream=nb_read_packets'],
      ...['-of', 'csv=p=0', '-i', ffmpegUrl(path)],
    ],
    { signal, timeoutMs: 600_000 },
  );
  if (code !== 0) throw new Error(stderr);
  return Number.parseInt(stdout, 10) || 0;
}
