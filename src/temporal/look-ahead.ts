import type { FrameSize } from '../core/frame.js';
import type { EmitMap } from '../core/model.js';
import { FlowField } from '../flow/flow-field.js';
import { warpAndBlend } from '../flow/warp.js';
import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';

/** Share of a frame's own map in what is emitted. */
const OWN = 0.25;

interface Entry {
  readonly map: Float32Array;
  readonly forward: FlowField;
}

/**
 * Smooths maps by those of the next frames: x = map_{t+L}; for s = L − 1 … 0: x ← ¼ map_{t+s} + ¾ x carried to t + s.
 *
 * A map leaves L pushes after it came; towards the end of a shot as many frames are used as are left.
 */
export class LookAhead {
  readonly #kernels: Kernels;
  readonly #ring: readonly Entry[];
  readonly #buffers: readonly [Float32Array, Float32Array];
  #width = 0;
  #height = 0;
  #first = 0;
  #count = 0;

  static bytes({ width, height }: FrameSize, frames: number): number {
    const entry = 4 * width * height + 16 + FlowField.bytes((width + 1) >> 1, (height + 1) >> 1);
    return (frames + 1) * entry + 8 * width * height + 32;
  }

  /**
   * @param size - the largest map that will be given.
   * @param frames - L, the frames that are waited for.
   */
  constructor(kernels: Kernels, arena: Arena, size: FrameSize, frames: number) {
    const { width, height } = size;
    const pixels = width * height;
    this.#kernels = kernels;
    this.#ring = Array.from({ length: frames + 1 }, () => ({
      map: arena.float32(pixels),
      forward: new FlowField(arena, (width + 1) >> 1, (height + 1) >> 1),
    }));
    this.#buffers = [arena.float32(pixels), arena.float32(pixels)];
    this.setSize(size);
  }

  /** Makes ready for maps of another size: any that fits into the first one's. Drops what is pending. */
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

  /**
   * Takes the next map, and emits one if enough are there.
   *
   * @param forward - from this frame to the next one; undefined for the last frame of a shot.
   */
  push(map: Float32Array, forward: FlowField | undefined, emit: EmitMap): void {
    const entry = this.#ring[(this.#first + this.#count) % this.#ring.length]!;
    entry.map.set(map);
    if (forward !== undefined) entry.forward.copy(forward);
    this.#count++;
    if (this.#count === this.#ring.length) this.#emitFirst(emit);
  }

  /** Emits what is pending: the shot ended. */
  flush(emit: EmitMap): void {
    while (this.#count > 0) this.#emitFirst(emit);
  }

  #emitFirst(emit: EmitMap): void {
    const ring = this.#ring;
    const entry = (i: number) => ring[(this.#first + i) % ring.length]!;
    let carried = entry(this.#count - 1).map;
    for (let i = this.#count - 2; i >= 0; i--) {
      const { map, forward } = entry(i);
      const out = this.#buffers[i & 1]!;
      warpAndBlend(this.#kernels, carried, this.#width, this.#height, forward, map, OWN, out);
      carried = out;
    }
    this.#first = (this.#first + 1) % ring.length;
    this.#count--;
    emit(carried);
  }
}
