import type { FrameSize } from '../core/frame.js';

/** Pixels of a block's side: the largest blocks that AV1 and HEVC code, and what their encoders take offsets for. */
const BLOCK = 64;

/** Steps between the lowest and the highest offset. AV1 has eight segments a frame, and so no more than eight offsets. */
const STEPS = 6;

/** Share of a block's pixels that tell how salient it is: a subject that only reaches into it counts. */
const TELLING = 1 / 4;

/**
 * Turns maps into offsets of the quantizer for each block of 64 × 64 pixels of a video, row by row: finer where a map is
 * white, coarser where it is black.
 */
export class BlockOffsets {
  readonly columns: number;
  readonly rows: number;
  readonly #map: FrameSize;
  readonly #video: FrameSize;
  readonly #strength: number;
  readonly #offsets: Int16Array;

  /**
   * @param map - size of the maps.
   * @param video - size of the video that is to be encoded.
   * @param strength - the largest offset, in units of the encoder's quantizer; an integer.
   */
  constructor(map: FrameSize, video: FrameSize, strength: number) {
    this.columns = Math.ceil(video.width / BLOCK);
    this.rows = Math.ceil(video.height / BLOCK);
    this.#map = map;
    this.#video = video;
    this.#strength = strength;
    this.#offsets = new Int16Array(this.columns * this.rows);
  }

  /**
   * Gives the offsets for a map: −strength where a block is white, strength where it is black, in seven steps. One block
   * at least is not finer than the rest of the video: a frame that is white all over is as any other.
   *
   * @param map - values in [0, 1].
   * @returns columns · rows integers, overwritten by the next call.
   */
  of(map: Float32Array): Int16Array {
    const offsets = this.#offsets;
    let highest = -this.#strength;
    for (let row = 0; row < this.rows; row++) {
      const [top, bottom] = this.#pixels(row, this.#video.height, this.#map.height);
      for (let column = 0; column < this.columns; column++) {
        const [left, right] = this.#pixels(column, this.#video.width, this.#map.width);
        const values = new Float32Array((right - left) * (bottom - top));
        for (let y = top; y < bottom; y++) {
          const at = y * this.#map.width;
          values.set(map.subarray(at + left, at + right), (y - top) * (right - left));
        }
        const level = Math.round(STEPS * meanOfTop(values));
        const offset = Math.round(this.#strength * (1 - (2 * level) / STEPS));
        offsets[row * this.columns + column] = offset;
        highest = Math.max(highest, offset);
      }
    }
    if (highest < 0) for (let i = 0; i < offsets.length; i++) offsets[i]! -= highest;
    return offsets;
  }

  /** Gives the first pixel of the map that lies in a block along a side, and the one after the last; at least one. */
  #pixels(block: number, side: number, mapSide: number): [number, number] {
    const first = Math.min(mapSide - 1, Math.floor((block * BLOCK * mapSide) / side));
    const end = Math.ceil((Math.min(side, (block + 1) * BLOCK) * mapSide) / side);
    return [first, Math.min(mapSide, Math.max(first + 1, end))];
  }
}

function meanOfTop(values: Float32Array): number {
  values.sort();
  const count = Math.max(1, Math.round(values.length * TELLING));
  let sum = 0;
  for (let i = values.length - count; i < values.length; i++) sum += values[i]!;
  return sum / count;
}
