import type { FrameSize } from '../core/frame.js';
import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import { DenseInverseSearch } from './dense-inverse-search.js';
import { FlowField } from './flow-field.js';
import { GlobalMotion } from './global-motion.js';
import { invertFlow } from './warp.js';

/** Motion is told in pixels of a picture with this long side, whatever its size. */
const REFERENCE_SIDE = 400;

/**
 * Finds how the frames of a shot move: flows of half their size between neighbors, and what the camera does not
 * explain.
 *
 * Only the flow from each frame to the one before is searched for; the other direction is its inverse.
 */
export class FrameMotion {
  /** The flow from the frame pushed last to the one before it. */
  back: FlowField;
  /** The flow from the frame before the last one to the one before that. */
  formerBack: FlowField;
  /** Motion that the camera's does not explain; made by `separate`. */
  readonly residual: FlowField;
  readonly #forward: FlowField;
  readonly #other: FlowField;
  readonly #kernels: Kernels;
  readonly #search: DenseInverseSearch;
  readonly #global: GlobalMotion;
  #stride = 0;
  #scale = 1;

  static bytes({ width, height }: FrameSize): number {
    const [w, h] = half(width, height);
    return DenseInverseSearch.bytes(w, h) + GlobalMotion.bytes(w, h) + 5 * FlowField.bytes(w, h);
  }

  /** @param size - the largest frame that will be given. */
  constructor(kernels: Kernels, arena: Arena, size: FrameSize) {
    const [width, height] = half(size.width, size.height);
    const field = () => new FlowField(arena, width, height);
    this.#kernels = kernels;
    this.#search = new DenseInverseSearch(kernels, arena, width, height);
    this.#global = new GlobalMotion(kernels, arena, width, height);
    this.back = field();
    this.formerBack = field();
    this.#forward = field();
    this.residual = field();
    this.#other = field();
    this.setSize(size);
  }

  /** Makes ready for frames of another size: any that fits into the first one's. Forgets the last frame. */
  setSize({ width, height }: FrameSize): void {
    const [w, h] = half(width, height);
    this.#search.setSize(w, h);
    this.#global.setSize(w, h);
    for (const field of [this.back, this.formerBack, this.#forward, this.residual, this.#other]) field.setSize(w, h);
    this.#stride = 3 * width;
    this.#scale = (2 * REFERENCE_SIDE) / Math.max(width, height);
  }

  /** Forgets the last frame: a cut. */
  reset(): void {
    this.#search.reset();
  }

  /**
   * Takes the next frame and finds `back`.
   *
   * @param rgb - byte offset into the arena, without padding.
   * @returns whether there is a frame before.
   */
  push(rgb: number): boolean {
    [this.back, this.formerBack] = [this.formerBack, this.back];
    return this.#search.pushRgb(rgb, this.#stride, this.back);
  }

  /** Finds the flow from the frame before the last one to the last one. */
  invert(forward: FlowField): void {
    invertFlow(this.#kernels, this.back, forward);
  }

  /**
   * Finds `residual` for the frame pushed last, without knowing the next one.
   *
   * What a moving thing has just uncovered has no match in the frame before: the way there and back does not lead to
   * where it began. There, if shorter, that residual is taken which the opposite flow leaves, from the frame before to
   * the last.
   */
  separateLast(): void {
    const { back, residual } = this;
    const forward = this.#forward;
    const other = this.#other;
    const former = this.formerBack;
    this.#search.reverse(forward);
    this.#global.fit(back);
    this.#global.residual(back, this.#scale, residual);
    invertFlow(this.#kernels, forward, former);
    this.#global.residual(former, this.#scale, other);
    this.#kernels.keepShorterIfLost(
      back.u.byteOffset,
      back.v.byteOffset,
      forward.u.byteOffset,
      forward.v.byteOffset,
      back.width,
      back.height,
      residual.u.byteOffset,
      residual.v.byteOffset,
      other.u.byteOffset,
      other.v.byteOffset,
    );
  }

  /**
   * Finds `residual`, in pixels of a picture 400 long.
   *
   * Seen backwards, what a moving thing has just uncovered has no match; seen forwards, what it is about to cover has
   * none. Of both directions the residual that is shorter is taken.
   *
   * @param back - to the frame before; undefined where there is none.
   * @param forward - to the frame after; undefined where it is not known.
   */
  separate(back: FlowField | undefined, forward: FlowField | undefined): void {
    const { residual } = this;
    const [first, second] = back === undefined ? [forward, undefined] : [back, forward];
    if (first === undefined) {
      residual.clear();
      return;
    }
    this.#global.fit(first);
    this.#global.residual(first, this.#scale, residual);
    if (second === undefined) return;
    this.#global.fit(second);
    this.#global.residual(second, this.#scale, this.#other);
    const { u, v } = this.#other;
    const { width, height } = residual;
    if (width * height < 4) return;
    this.#kernels.keepShorter(residual.u.byteOffset, residual.v.byteOffset, u.byteOffset, v.byteOffset, width * height);
  }
}

function half(width: number, height: number): [number, number] {
  return [Math.max(1, width >> 1), Math.max(1, height >> 1)];
}
