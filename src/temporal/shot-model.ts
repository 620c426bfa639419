import type { FrameSize } from '../core/frame.js';
import type { EmitMap } from '../core/model.js';
import type { FlowField } from '../flow/flow-field.js';
import { FrameMotion } from '../flow/frame-motion.js';
import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import { Belief } from './belief.js';
import { LookAhead } from './look-ahead.js';

/** A frame of a shot, as a map is made of it. */
export interface MovingFrame {
  /** Byte offset of its pixels in the arena: 3 · width · height bytes without padding, and 16 behind them. */
  readonly rgb: number;
  /** What each pixel moves by itself, at half the size, in pixels of a picture 400 long; undefined: not known. */
  readonly motion: FlowField | undefined;
  /** Whether nothing of the frames before may be reused to divide this one. */
  readonly anew: boolean;
  /** What is believed of each pixel after the frames before; undefined: nothing. */
  readonly prior: Float32Array | undefined;
}

/** Makes the map of one frame. Writes it to `map`, and returns how strongly something moves, if it knows. */
export type MakeMap = (frame: MovingFrame, map: Float32Array) => number | undefined;

export interface ShotOptions {
  /** Frames that a map may come later than its frame. */
  readonly latency: number;
  /** See `Belief`. */
  readonly hold: number;
  /** Whether maps are made from motion: what each pixel moves by itself is then found. */
  readonly motion: boolean;
}

/**
 * Carries maps of whatever makes them along the optical flow of a shot, so that they hold still and agree.
 *
 * With a latency of 0 each map knows of the frames before it. With 1 its frame's motion is seen in both directions. With
 * more, that many less one of the next frames smooth it as well.
 */
export class ShotModel {
  readonly #makeMap: MakeMap;
  readonly #options: ShotOptions;
  readonly #motion: FrameMotion;
  readonly #belief: Belief;
  readonly #lookAhead: LookAhead | undefined;
  readonly #seen: Float32Array;
  readonly #frame: { -readonly [K in keyof MovingFrame]: MovingFrame[K] };
  #picture: Uint8Array;
  #pendingPicture: Uint8Array;
  #pending = false;
  #pendingFollows = false;
  #pendingAnew = false;
  #anew = true;
  /** Milliseconds of the last push, beside those of making the map. */
  readonly milliseconds = { flow: 0, motion: 0, belief: 0, lookAhead: 0 };

  static bytes(size: FrameSize, { latency }: ShotOptions): number {
    const pixels = size.width * size.height;
    const ahead = latency > 1 ? LookAhead.bytes(size, latency - 1) : 0;
    return FrameMotion.bytes(size) + Belief.bytes(size) + ahead + (6 + 4) * pixels + 96;
  }

  /** @param size - the largest frame that will be given. */
  constructor(kernels: Kernels, arena: Arena, size: FrameSize, makeMap: MakeMap, options: ShotOptions) {
    const pixels = size.width * size.height;
    this.#makeMap = makeMap;
    this.#options = options;
    this.#motion = new FrameMotion(kernels, arena, size);
    this.#belief = new Belief(kernels, arena, size, options.hold);
    this.#lookAhead = options.latency > 1 ? new LookAhead(kernels, arena, size, options.latency - 1) : undefined;
    this.#seen = arena.float32(pixels);
    this.#picture = arena.uint8(3 * pixels + 16);
    this.#pendingPicture = arena.uint8(3 * pixels + 16);
    this.#frame = { rgb: 0, motion: undefined, anew: true, prior: undefined };
  }

  /** Makes ready for frames of another size: any that fits into the first one's. Drops what is pending. */
  setSize(size: FrameSize): void {
    this.#motion.setSize(size);
    this.#belief.setSize(size);
    this.#lookAhead?.setSize(size);
    this.reset();
  }

  /** Drops what is pending and forgets the shot. */
  reset(): void {
    this.#motion.reset();
    this.#belief.reset();
    this.#lookAhead?.reset();
    this.#pending = false;
    this.#anew = true;
  }

  /** Makes the map of the next frame without reusing how the frames before were divided. */
  reseed(): void {
    this.#anew = true;
  }

  /** Where the next frame is to be written before `push`: 3 · width · height bytes. */
  get picture(): Uint8Array {
    return this.#picture;
  }

  /** Takes the frame in `picture`. */
  push(emit: EmitMap): void {
    const motion = this.#motion;
    const begin = performance.now();
    const follows = motion.push(this.#picture.byteOffset);
    this.milliseconds.flow = performance.now() - begin;
    if (this.#options.latency === 0) {
      this.#make(this.#picture, follows ? motion.back : undefined, undefined, this.#anew, emit);
      this.#anew = false;
      return;
    }
    if (this.#pending) {
      motion.invert();
      const back = this.#pendingFollows ? motion.formerBack : undefined;
      this.#make(this.#pendingPicture, back, motion.forward, this.#pendingAnew, emit);
    }
    [this.#picture, this.#pendingPicture] = [this.#pendingPicture, this.#picture];
    this.#pending = true;
    this.#pendingFollows = follows;
    this.#pendingAnew = this.#anew;
    this.#anew = false;
  }

  /** Emits what is pending: the shot ended. */
  flush(emit: EmitMap): void {
    if (this.#pending) {
      const back = this.#pendingFollows ? this.#motion.back : undefined;
      this.#make(this.#pendingPicture, back, undefined, this.#pendingAnew, emit);
      this.#pending = false;
    }
    this.#lookAhead?.flush(emit);
  }

  #make(
    picture: Uint8Array,
    back: FlowField | undefined,
    forward: FlowField | undefined,
    anew: boolean,
    emit: EmitMap,
  ): void {
    const frame = this.#frame;
    const belief = this.#belief;
    const begin = performance.now();
    const moves = this.#options.motion && (back !== undefined || forward !== undefined);
    if (moves) this.#motion.separate(back, forward);
    const separated = performance.now();
    frame.rgb = picture.byteOffset;
    frame.anew = anew;
    frame.motion = moves ? this.#motion.residual : undefined;
    frame.prior = back === undefined ? undefined : belief.carry(back);
    const carried = performance.now();
    const energy = this.#makeMap(frame, this.#seen);
    const made = performance.now();
    belief.update(this.#seen, energy);
    const believed = performance.now();
    if (this.#lookAhead === undefined) emit(belief.map);
    else this.#lookAhead.push(belief.map, forward, emit);
    this.milliseconds.motion = separated - begin;
    this.milliseconds.belief = carried - separated + (believed - made);
    this.milliseconds.lookAhead = performance.now() - believed;
  }
}
