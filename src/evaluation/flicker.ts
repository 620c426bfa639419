import type { FrameSize } from '../core/frame.js';
import { DenseInverseSearch } from '../flow/dense-inverse-search.js';
import { FlowField } from '../flow/flow-field.js';
import { Arena } from '../kernels/arena.js';
import { instantiateKernels } from '../kernels/kernels.js';
import { halveMap } from './resize-map.js';

/** Levels that flicker is told in. */
const LEVELS = 255;

/** Flow both ways between two pictures, in memory that is taken once. */
class TwoWayFlow {
  readonly back: FlowField;
  readonly forth: FlowField;
  readonly size: FrameSize;
  readonly #search: DenseInverseSearch;

  constructor({ width, height }: FrameSize) {
    this.size = { width, height };
    const arena = new Arena(DenseInverseSearch.bytes(width, height) + 2 * FlowField.bytes(width, height));
    this.#search = new DenseInverseSearch(instantiateKernels(arena.memory), arena, width, height);
    this.back = new FlowField(arena, width, height);
    this.forth = new FlowField(arena, width, height);
  }

  /** Takes the next picture, and finds the flow between it and the one before; false for the first. */
  push(gray: Uint8Array): boolean {
    const follows = this.#search.pushGray(gray, this.back);
    if (follows) this.#search.reverse(this.forth);
    return follows;
  }
}

/**
 * Measures how much maps of consecutive frames differ beyond the motion of what they show: the mean over frames of
 * |map − the map before, carried along the optical flow|, in levels of 255. The lower the steadier.
 *
 * Pixels count that flow the same way forward and back. All is done at half the size.
 */
export class FlickerMeter {
  #before: Float32Array | undefined;
  #sum = 0;
  #count = 0;
  #flow: TwoWayFlow | undefined;

  /**
   * Takes the next frame and its map.
   *
   * @param gray - width · height values in [0, 1].
   * @param map - as many.
   */
  push(gray: Float32Array, map: Float32Array, size: FrameSize): void {
    const frame = halveMap(gray, size);
    const now = {
      gray: Uint8Array.from(frame.data, (value) => Math.round(LEVELS * value)),
      map: halveMap(map, size).data,
    };
    const before = this.#before;
    this.#before = now.map;
    if (this.#flow?.size.width !== frame.width || this.#flow.size.height !== frame.height) {
      this.#flow = new TwoWayFlow(frame);
    }
    const follows = this.#flow.push(now.gray);
    if (before === undefined || !follows) return;
    const difference = unsteadiness(now.map, before, this.#flow);
    if (difference === undefined) return;
    this.#sum += difference;
    this.#count++;
  }

  /** Mean over the frames that have one before them; undefined where there is none. */
  get flicker(): number | undefined {
    return this.#count === 0 ? undefined : this.#sum / this.#count;
  }
}

function unsteadiness(now: Float32Array, before: Float32Array, { back, forth, size }: TwoWayFlow): number | undefined {
  const { width, height } = size;
  let [sum, count] = [0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const [px, py] = [x + back.u[i]!, y + back.v[i]!];
      if (!(px >= 0 && py >= 0 && px < width - 1 && py < height - 1)) continue;
      const returned =
        Math.abs(back.u[i]! + sample(forth.u, width, px, py)) + Math.abs(back.v[i]! + sample(forth.v, width, px, py));
      if (returned >= 1) continue;
      sum += Math.abs(now[i]! - sample(before, width, px, py));
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
