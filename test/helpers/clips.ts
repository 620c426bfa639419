import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { analysisSize } from '#lib/core/analysis-size.js';
import { resolveOptions } from '#lib/core/options.js';
import { decode } from '#lib/video/decode/decoder.js';
import { probe } from '#lib/video/decode/probe.js';
import { openEncoder } from '#lib/video/encode/encoder.js';
import type { Composition, EncoderJob } from '#lib/video/encode/encoder-job.js';
import { encodingOptions } from '#lib/video/encode/encoding-options.js';
import { pictureBytes } from '#lib/video/encode/nut-writer.js';
import { type Binaries, findBinaries } from '#lib/video/ffmpeg/binaries.js';
import type { ClipRange } from '#lib/video/ffmpeg/clip-input.js';

export const binaries: Binaries = await findBinaries();

/** A folder for the files of one test file; `remove` takes it away. */
export function scratchFolder() {
  const path = mkdtempSync(join(tmpdir(), 'video-saliency-test-'));
  return {
    path,
    file: (name: string) => join(path, name),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Runs FFmpeg to make a clip from its own generators. */
export function makeClip(path: string, ...args: string[]): string {
  execFileSync(binaries.ffmpeg.path, ['-nostdin', '-v', 'error', ...args, '-y', `file:${path}`], { timeout: 30_000 });
  return path;
}

/** A moving test picture, h264 where it is not said otherwise. */
export function testsrc(size = '64x48', rate = '25', duration = '0.4'): string[] {
  return ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${rate}:d=${duration}`];
}

/** Keeps an irregular choice of frames: 30 a second with gaps. */
export const irregular = ['-vf', "select='not(eq(mod(n,5),1)+eq(mod(n,7),3))'", '-vsync', '0'];

interface Shown {
  readonly streams: readonly Record<string, unknown>[];
  readonly frames: readonly Record<string, unknown>[];
  readonly format: Readonly<Record<string, unknown>>;
}

/** What ffprobe says of a file. */
export function show(path: string, ...entries: string[]): Shown {
  const { stdout, stderr } = spawnSync(
    binaries.ffprobe.path,
    ['-v', 'error', '-of', 'json', ...entries, '-i', `file:${path}`],
    { encoding: 'utf8', timeout: 30_000, maxBuffer: 2 ** 28 },
  );
  if (stdout.trim() === '') throw new Error(stderr);
  return JSON.parse(stdout) as Shown;
}

/** Instants of all frames of the first video stream, in seconds. */
export function instants(path: string): number[] {
  const { frames, streams } = show(
    path,
    ...['-select_streams', 'V:0', '-show_entries', 'frame=best_effort_timestamp:stream=time_base'],
  );
  const [num, den] = String(streams[0]!.time_base).split('/').map(Number);
  return frames.map((frame) => (Number(frame.best_effort_timestamp) * num!) / den!);
}

/** Decodes a clip and encodes a picture for each frame. */
export async function reencode(
  input: string,
  output: string,
  compose: Composition,
  more: Partial<EncoderJob> &
    ClipRange & { longSide?: number; encode?: Record<string, unknown>; level?: number; stdout?: Writable } = {},
): Promise<{ frames: number; cutShort: boolean; size: { width: number; height: number } }> {
  const { longSide = 32, encode = {}, level = 128, start, end, stdout, ...job } = more;
  const info = await probe(input, { binaries: job.binaries ?? binaries });
  const size = analysisSize(info, longSide);
  const encoding = resolveOptions(encodingOptions, encode);
  const format = compose.kind === 'overlay' ? 'yuva420p' : encoding.bitDepth === 16 ? 'gray16le' : 'gray';
  const pictures = { ...size, format } as const;
  const source = decode(info, { size, binaries: job.binaries ?? binaries, start, end });
  const encoder = await openEncoder(
    { info, pictures, compose, output, encoding, binaries, start, end, ...job },
    stdout,
  );
  try {
    const picture = new Uint8Array(pictureBytes(pictures)).fill(level);
    let frames = 0;
    for await (const frame of source) {
      frames++;
      await encoder.write(picture, frame.time);
      frame.release();
      if (encoder.consumerGone) break;
    }
    await encoder.finish();
    await encoder.commit();
    return { frames, cutShort: encoder.consumerGone, size };
  } catch (error) {
    await encoder.abort();
    throw error;
  }
}

/** Processes that this one has started and that still run; undefined where the system does not say. */
export function children(): number[] | undefined {
  try {
    return readdirSync('/proc/self/task').flatMap((task) =>
      readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return undefined;
  }
}
