import type { FrameSize } from '../core/frame.js';
import { opticalFlow } from '../flow/dense-inverse-search.js';
import { halveMap } from './resize-map.js';

/** Levels that flicker is told in. */
const LEVELS = 255;

/**
 * Measures how much maps of consecutive frames differ beyond the motion of what they show: the mean over frames of
 * |map − the map before, carried along the optical flow|, in levels of 255. The lower the steadier.
 *
 * Pixels count that flow the same way forward and back. All is done at half the size.
 */
export class FlickerMeter {
  #before: { readonly gray: Float32Array; readonly map: Float32Array } | undefined;
  #sum = 0;
  #count = 0;

  /**
   * Takes the next frame and its map.
   *
   * @param gray - width · height values in [0, 1].
   * @param map - as many.
   */
  push(gray: Float32Array, map: Float32Array, size: FrameSize): void {
    const frame = halveMap(gray, size);
    const now = { gray: frame.data.map((value) => Math.round(LEVELS * value)), map: halveMap(map, size).data };
    const before = this.#before;
    this.#before = now;
    if (before === undefined) return;
    const difference = unsteadiness(now, before, frame);
    if (difference === undefined) return;
    this.#sum += difference;
    this.#count++;
  }

  /** Mean over the frames that have one before them; undefined where there is none. */
  get flicker(): number | undefined {
    return this.#count === 0 ? undefined : this.#sum / this.#count;
  }
}

interface Half {
  readonly gray: Float32Array;
  readonly map: Float32Array;
}

function unsteadiness(now: Half, before: Half, { width, height }: FrameSize): number | undefined {
  const back = opticalFlow(Uint8Array.from(now.gray), Uint8Array.from(before.gray), width, height);
  const forth = opticalFlow(Uint8Array.from(before.gray), Uint8Array.from(now.gray), width, height);
  let [sum, count] = [0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const [px, py] = [x + back.u[i]!, y + back.v[i]!];
      if (!(px >= 0 && py >= 0 && px < width - 1 && py < height - 1)) continue;
      const returned =
        Math.abs(back.u[i]! + sample(forth.u, width, px, py)) + Math.abs(back.v[i]! + sample(forth.v, width, px, py));
      if (returned >= 1) continue;
      sum += Math.abs(now.map[i]! - sample(before.map, width, px, py));
      count++;
    }
  }
  return count === 0 ? undefined : (LEVELS * sum) / count;
}

/** Bilinear, at a place that has a neighbor to the right and below. */
function sample(values: Float32Array, width: number, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [over, down] = [x - left, y - top];
  const i = top * width + left;
  const above = values[i]! * (1 - over) + values[i + 1]! * over;
  const below = values[i + width]! * (1 - over) + values[i + width + 1]! * over;
  return above * (1 - down) + below * down;
}
