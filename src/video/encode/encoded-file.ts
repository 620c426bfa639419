import { readdir } from 'node:fs/promises';
import { isAtLeast } from '../ffmpeg/binaries.js';
import { ffmpegUrl } from '../ffmpeg/clip-input.js';
import { capture } from '../ffmpeg/process.js';
import { completeLastFrame } from './complete-last-frame.js';
import { sampleAspect } from './composition.js';
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

/** Tells what was written, as it is read again. */
export interface EncodedFile {
  readonly frames: number;
  /** Sentences for the user about what the container could not hold. */
  readonly warnings: readonly string[];
}

/**
 * Counts the frames of a file that FFmpeg has written, or pictures of a folder, by its index or by reading it through,
 * and looks whether their pixels have the shape that they should.
 *
 * @throws {Error} with what ffprobe said, where it cannot be read.
 */
export async function inspectFile(path: string, container: Container, job: EncoderJob): Promise<EncodedFile> {
  const { binaries, signal } = job;
  if (isFolder(container)) return { frames: (await readdir(path)).length, warnings: [] };
  const { stdout, stderr, code } = await capture(
    binaries.ffprobe.path,
    [
      ...['-v', 'error', '-select_streams', 'v:0', '-count_packets', '-show_entries'],
      ...['stream=nb_read_packets,sample_aspect_ratio', '-of', 'json', '-i', ffmpegUrl(path)],
    ],
    { signal, timeoutMs: 600_000 },
  );
  if (code !== 0) throw new Error(stderr);
  const [stream] = (JSON.parse(stdout) as { streams: readonly Inspected[] }).streams;
  return { frames: Number(stream?.nb_read_packets) || 0, warnings: shapeWarnings(job, container, stream) };
}

interface Inspected {
  readonly nb_read_packets?: string;
  readonly sample_aspect_ratio?: string;
}

function shapeWarnings(job: EncoderJob, { name }: Container, stream: Inspected | undefined): string[] {
  const { num, den } = sampleAspect(job);
  const [meant, written] = [`${num}:${den}`, stream?.sample_aspect_ratio ?? '1:1'];
  // What a file does not say is taken for square.
  if (meant === written || (meant === '1:1' && written === '0:1')) return [];
  return [`pixels of the shape ${meant} are written as ${written === '0:1' ? '1:1' : written}, as ${name} holds them`];
}
