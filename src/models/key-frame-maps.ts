import type { FrameSize } from '../core/frame.js';
import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import { CarriedMap } from '../temporal/carried-map.js';
import type { Evidence, MovingFrame } from '../temporal/map-maker.js';
import type { ShotMapMaker } from './flow-model.js';
import type { FrameMethod } from './frame-method.js';

/** Maps of a method that costs too much to be asked about every frame: those between are carried along the flow. */
export class KeyFrameMaps implements ShotMapMaker {
  readonly #method: FrameMethod;
  readonly #every: number;
  readonly #carried: CarriedMap;
  readonly #memory: Uint8Array;
  readonly #evidence = { motion: undefined, empty: false, confidence: 1 };
  #size: FrameSize;
  /** Frames since the method was asked. */
  #age = 0;

  static bytes(size: FrameSize): number {
    return CarriedMap.bytes(size);
  }

  /** @param every - frames of a shot from one that the method is asked about to the next. */
  constructor(kernels: Kernels, arena: Arena, size: FrameSize, method: FrameMethod, every: number) {
    this.#method = method;
    this.#every = every;
    this.#carried = new CarriedMap(kernels, arena, size);
    this.#memory = new Uint8Array(arena.memory.buffer);
    this.#size = size;
  }

  get stats() {
    return { milliseconds: this.#method.milliseconds, counts: this.#method.counts };
  }

  setSize(size: FrameSize): void {
    this.#size = size;
    this.#method.restart();
  }

  make({ rgb, back, anew }: MovingFrame, map: Float32Array): Evidence {
    const { width, height } = this.#size;
    this.#age = back === undefined || anew || this.#age + 1 >= this.#every ? 0 : this.#age + 1;
    if (this.#age > 0) {
      this.#carried.carry(this.#size, back!);
    } else {
      this.#carried.map.set(this.#method.map(this.#memory.subarray(rgb, rgb + 3 * width * height), this.#size));
    }
    map.set(this.#carried.map);
    this.#evidence.empty = isOneColor(this.#memory, rgb, 3 * width * height);
    if (this.#evidence.empty) map.fill(0);
    return this.#evidence;
  }

  finish(): void {
    // What was averaged along the flow stays as it is.
  }
}

/** Tells whether all pixels are of the color of the first, to a level. */
function isOneColor(memory: Uint8Array, start: number, length: number): boolean {
  for (let i = 0; i < length; i++) {
    if (Math.abs(memory[start + i]! - memory[start + (i % 3)]!) > 1) return false;
  }
  return true;
}
