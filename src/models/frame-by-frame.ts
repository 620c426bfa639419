import type { FrameSize } from '../core/frame.js';
import type { EmitMap, FrameStats, SaliencyModel } from '../core/model.js';
import { requireLength } from '../core/require-length.js';
import { Arena } from '../kernels/arena.js';
import { instantiateKernels } from '../kernels/kernels.js';
import { FrameRemoval, type Rectangle } from '../temporal/frame-removal.js';
import { ShotCuts } from '../temporal/shot-cuts.js';
import type { FrameMethod } from './frame-method.js';

/**
 * Maps each frame by itself: finds the cuts, leaves out flat bars around the picture, and hands what is left to a method.
 *
 * Every map leaves with its frame. `smoothInTime` makes the maps hold still.
 */
export class FrameByFrameModel implements SaliencyModel {
  readonly width: number;
  readonly height: number;
  readonly latency = 0;
  readonly #method: FrameMethod;
  readonly #picture: Uint8Array;
  readonly #shotCuts: ShotCuts;
  readonly #frameRemoval: FrameRemoval | undefined;
  /** The part of the picture that the method sees. */
  #content: Rectangle;
  /** Its pixels, where it is not the whole. */
  #inner = new Uint8Array(0);
  /** The map, where what the method sees is not the whole. */
  #whole = new Float32Array(0);
  readonly #milliseconds: Record<string, number> = { cuts: 0 };
  readonly #stats: { -readonly [K in keyof FrameStats]: FrameStats[K] };

  /**
   * @param options - `frameRemoval`: whether flat bars are left out; `cutThreshold`: share of the picture that a cut leaves
   * unexplained.
   */
  constructor(
    { width, height }: FrameSize,
    method: FrameMethod,
    options: { readonly frameRemoval: boolean; readonly cutThreshold: number },
  ) {
    const size = { width, height };
    const arena = new Arena(3 * width * height + 32 + ShotCuts.bytes(size));
    this.width = width;
    this.height = height;
    this.#method = method;
    this.#picture = arena.uint8(3 * width * height + 16);
    this.#shotCuts = new ShotCuts(instantiateKernels(arena.memory), arena, size, options.cutThreshold);
    this.#frameRemoval = options.frameRemoval ? new FrameRemoval(size) : undefined;
    this.#content = { left: 0, top: 0, ...size };
    this.#stats = { milliseconds: this.#milliseconds, counts: method.counts, cut: false };
  }

  push(rgb: Uint8Array, emit: EmitMap): FrameStats {
    requireLength('rgb', rgb, 3 * this.width * this.height, `bytes for ${this.width}×${this.height} pixels`);
    const stats = this.#stats;
    const method = this.#method;
    const begin = performance.now();
    this.#picture.set(rgb);
    const begun = this.#shotCuts.update(this.#picture.byteOffset, 3 * this.width);
    stats.cut = begun && !this.#shotCuts.late;
    stats.cutBefore = this.#shotCuts.late;
    if (begun) this.#forgetShot();
    if (this.#frameRemoval?.update(rgb)) this.#resize(this.#frameRemoval);
    this.#milliseconds.cuts = performance.now() - begin;
    const map = method.map(this.#isWhole ? rgb : this.#cropped(rgb), this.#content);
    Object.assign(this.#milliseconds, method.milliseconds);
    stats.counts = method.counts;
    emit(this.#isWhole ? map : this.#placed(map), method.confidence);
    return stats;
  }

  flush(): void {
    // Every map leaves with its frame.
  }

  reseed(): void {
    this.#method.restart();
  }

  reset(): void {
    this.#shotCuts.reset();
    this.#forgetShot();
  }

  #forgetShot(): void {
    if (this.#frameRemoval?.reset()) this.#resize(this.#frameRemoval);
    else this.#method.restart();
  }

  /** Goes on with another part of the picture. */
  #resize({ left, top, width, height }: Rectangle): void {
    this.#content = { left, top, width, height };
    this.#method.restart();
    if (this.#isWhole) return;
    this.#inner = new Uint8Array(3 * width * height);
    this.#whole = new Float32Array(this.width * this.height);
  }

  get #isWhole(): boolean {
    return this.#content.width === this.width && this.#content.height === this.height;
  }

  #cropped(rgb: Uint8Array): Uint8Array {
    const { left, top, width, height } = this.#content;
    for (let y = 0; y < height; y++) {
      const start = 3 * ((top + y) * this.width + left);
      this.#inner.set(rgb.subarray(start, start + 3 * width), 3 * y * width);
    }
    return this.#inner;
  }

  /** Puts the map of the content in its place among zeros. */
  #placed(map: Float32Array): Float32Array {
    const { left, top, width, height } = this.#content;
    for (let y = 0; y < height; y++) {
      this.#whole.set(map.subarray(y * width, (y + 1) * width), (top + y) * this.width + left);
    }
    return this.#whole;
  }
}
