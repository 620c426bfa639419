import type { FrameSize } from '../core/frame.js';
import { FlowField } from '../flow/flow-field.js';
import { warpAndBlend } from '../flow/warp.js';
import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';

/** Share of a frame's own map in what comes out. */
const OWN = 0.17;

/** Holds what is kept of a frame until its map leaves. */
export interface AheadEntry {
  /** The map of the frame by itself; in the arena. */
  readonly map: Float32Array;
  /** The flow to the next frame; void for the last one of a shot. */
  readonly forward: FlowField;
  /** True where nothing is salient: such a frame neither gives to the ones before nor takes from those behind. */
  empty: boolean;
  /** True where the map holds something of the frames before. */
  carried: boolean;
  /** Confidence that the frame has a subject, in [0, 1]. */
  confidence: number;
}

/**
 * Smooths maps by those of the next frames: x = map_{t+L}; for s = L − 1 … 0: x ← 0.17 map_{t+s} + 0.83 x carried to t + s.
 *
 * A map is due L frames after it came; towards the end of a shot as many frames are used as are left.
 */
export class LookAhead {
  readonly #kernels: Kernels;
  readonly #ring: readonly AheadEntry[];
  readonly #buffers: readonly [Float32Array, Float32Array];
  #width = 0;
  #height = 0;
  #first = 0;
  #count = 0;

  static bytes({ width, height }: FrameSize, frames: number): number {
    const entry = 4 * width * height + 32 + FlowField.bytes((width + 1) >> 1, (height + 1) >> 1);
    return (frames + 1) * entry + 8 * width * height + 32;
  }

  /**
   * @param size - the largest frame that will be given.
   * @param frames - L, the frames that are waited for.
   */
  constructor(kernels: Kernels, arena: Arena, size: FrameSize, frames: number) {
    const { width, height } = size;
    const pixels = width * height;
    this.#kernels = kernels;
    this.#ring = Array.from({ length: frames + 1 }, () => ({
      map: arena.float32(pixels),
      forward: new FlowField(arena, (width + 1) >> 1, (height + 1) >> 1),
      empty: false,
      carried: false,
      confidence: 0,
    }));
    this.#buffers = [arena.float32(pixels), arena.float32(pixels)];
    this.setSize(size);
  }

  /** Makes ready for frames of another size: any that fits into the first one's. Drops what is pending. */
  setSize({ width, height }: FrameSize): void {
    this.#width = width;
    this.#height = height;
    for (const { forward } of this.#ring) forward.setSize(Math.max(1, width >> 1), Math.max(1, height >> 1));
    this.reset();
  }

  /** Drops what is pending. */
  reset(): void {
    this.#first = 0;
    this.#count = 0;
  }

  /** Frames whose maps have not been taken. */
  get pending(): number {
    return this.#count;
  }

  /** Tells whether the oldest map is due. */
  get due(): boolean {
    return this.#count === this.#ring.length;
  }

  /**
   * Gives the place for the next frame, to be filled in before anything is taken. There is one as long as no map is
   * due.
   */
  add(): AheadEntry {
    return this.#entry(this.#count++);
  }

  /** The oldest pending frame. */
  get oldest(): AheadEntry {
    return this.#entry(0);
  }

  /** Finishes the map of the oldest pending frame and lets go of it. The map may be overwritten until the next call. */
  take(): Float32Array {
    let last = 0;
    if (!this.oldest.empty) while (last + 1 < this.#count && !this.#entry(last + 1).empty) last++;
    let carried = this.#entry(last).map;
    if (last === 0) {
      this.#buffers[0].set(carried);
      carried = this.#buffers[0];
    }
    for (let i = last - 1; i >= 0; i--) {
      const { map, forward } = this.#entry(i);
      const out = this.#buffers[i & 1]!;
      warpAndBlend(this.#kernels, carried, this.#width, this.#height, forward, map, OWN, out);
      carried = out;
    }
    this.#first = (this.#first + 1) % this.#ring.length;
    this.#count--;
    return carried;
  }

  #entry(index: number): AheadEntry {
    return this.#ring[(this.#first + index) % this.#ring.length]!;
  }
}
