import type { FrameSize } from '../../core/frame.js';
import { type Levels, spread } from '../../core/levels.js';
import { ffmpegUrl } from '../ffmpeg/clip-input.js';
import { passthrough } from '../ffmpeg/command.js';
import { FfmpegProcess } from '../ffmpeg/process.js';
import { type Container, isFolder } from './containers.js';
import type { CutoutComposition, EncoderJob } from './encoder-job.js';
import type { EncodingPlan } from './encoding-plan.js';

type ReadingJob = Pick<EncoderJob, 'binaries' | 'signal'>;

/** Size at which alpha is read back. */
const SIDE = 32;
/** Mean alpha of a frame may be off by as much: refining moves outlines. */
const TOLERANCE = 0.15;

/** Keeps how opaque each frame of a cut-out is meant to be, a byte a frame, and compares it with what was written. */
export class AlphaRecord {
  readonly #compose: CutoutComposition;
  readonly #step: number;
  #means = new Uint8Array(256);
  #count = 0;

  /** @param size - of the pictures, which are `gray16le`. */
  constructor(compose: CutoutComposition, { width, height }: FrameSize) {
    this.#compose = compose;
    this.#step = Math.max(1, Math.floor((width * height) / 4000)) | 1;
  }

  /** Takes in the next picture that is written. */
  add(picture: Uint8Array): void {
    const { levels, invert } = this.#compose;
    if (this.#count === this.#means.length) {
      const larger = new Uint8Array(2 * this.#count);
      larger.set(this.#means);
      this.#means = larger;
    }
    this.#means[this.#count++] = Math.round(255 * meanOf(picture, this.#step, levels, invert));
  }

  /**
   * Decodes what was written and compares its alpha.
   *
   * @throws {Error} that says what is wrong with it.
   */
  async check(path: string, { container, codec }: EncodingPlan, job: ReadingJob): Promise<void> {
    let read = 0;
    for await (const mean of alphaMeans(path, container, codec.encoder, job)) {
      const meant = this.#means[read]! / 255;
      if (read < this.#count && Math.abs(mean - meant) > TOLERANCE) {
        const [there, here] = [mean, meant].map((share) => `${Math.round(100 * share)} %`);
        throw new Error(`the alpha of frame ${read} reads back as ${there} opaque, ${here} was meant`);
      }
      read++;
    }
    if (read !== this.#count) throw new Error(`the alpha of ${read} of ${this.#count} frames can be read back`);
  }
}

function meanOf(picture: Uint8Array, step: number, levels: Levels | undefined, invert: boolean): number {
  const pixels = picture.length / 2;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < pixels; i += step, count++) {
    const value = (picture[2 * i]! | (picture[2 * i + 1]! << 8)) / 65535;
    sum += levels === undefined ? value : spread(value, levels);
  }
  return invert ? 1 - sum / count : sum / count;
}

/** Decodes a file and gives the mean alpha of each frame, in [0, 1]. */
async function* alphaMeans(
  path: string,
  container: Container,
  encoder: string,
  { binaries, signal }: ReadingJob,
): AsyncGenerator<number, void> {
  // FFmpeg's own decoders of VP8 and VP9 leave the alpha out.
  const decoder = encoder.startsWith('libvpx') ? ['-c:v', encoder] : [];
  const sequence = ['-f', 'image2', '-start_number', '1', '-i', ffmpegUrl(`${path.replaceAll('%', '%%')}/%06d.png`)];
  const child = new FfmpegProcess(
    binaries.ffmpeg.path,
    [
      ...['-hide_banner', '-nostats', '-loglevel', 'repeat+level+warning', '-progress', 'pipe:2'],
      ...(isFolder(container) ? sequence : [...decoder, '-i', ffmpegUrl(path)]),
      ...['-map', '0:v:0', '-vf', `alphaextract,format=gray,scale=${SIDE}:${SIDE}:flags=area`],
      ...[...passthrough(binaries.ffmpeg), '-f', 'rawvideo', 'pipe:1'],
    ],
    { signal, onLine: () => child.beat() },
  );
  try {
    child.stdin.end();
    const chunks = (child.stdout as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    let sum = 0;
    let filled = 0;
    for (;;) {
      const { done, value } = await child.awaiting(chunks.next());
      if (done) break;
      for (const level of value) {
        sum += level;
        if (++filled < SIDE * SIDE) continue;
        yield sum / filled / 255;
        sum = 0;
        filled = 0;
      }
    }
    const exit = await child.awaiting(child.exited);
    signal?.throwIfAborted();
    if (exit.code !== 0) throw child.failure('could not read the alpha that was written', exit);
  } finally {
    child.kill();
    await child.exited;
  }
}
