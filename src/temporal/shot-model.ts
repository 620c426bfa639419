import type { FrameSize } from '../core/frame.js';
import type { EmitMap } from '../core/model.js';
import type { FlowField } from '../flow/flow-field.js';
import { FrameMotion } from '../flow/frame-motion.js';
import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import { Belief } from './belief.js';
import { LookAhead } from './look-ahead.js';
import type { MapMaker, MovingFrame } from './map-maker.js';

/** Share of a frame in what is believed: more where neither direction of motion nor the next frames help. */
const FRESH_ALONE = 0.22;
const FRESH = 0.18;

export interface ShotOptions {
  /** Frames that a map may come later than its frame. */
  readonly latency: number;
  /** See `Belief`. */
  readonly hold: number;
  /** True where maps are made from motion, which is then searched for. */
  readonly motion: boolean;
}

/**
 * Carries maps of whatever makes them along the optical flow of a shot, so that they hold still and agree.
 *
 * With a latency of 0 each map knows of the frames before it. With 1 its frame's motion is seen in both directions. With
 * more, that many less one of the next frames smooth it as well.
 */
export class ShotModel {
  readonly #maker: MapMaker;
  readonly #options: ShotOptions;
  readonly #motion: FrameMotion;
  readonly #belief: Belief;
  readonly #lookAhead: LookAhead;
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
    return (
      FrameMotion.bytes(size) + Belief.bytes(size) + LookAhead.bytes(size, Math.max(0, latency - 1)) + 6 * pixels + 64
    );
  }

  /** @param size - the largest frame that will be given. */
  constructor(kernels: Kernels, arena: Arena, size: FrameSize, maker: MapMaker, options: ShotOptions) {
    const pixels = size.width * size.height;
    this.#maker = maker;
    this.#options = options;
    this.#motion = new FrameMotion(kernels, arena, size);
    this.#belief = new Belief(kernels, arena, size, options.latency === 0 ? FRESH_ALONE : FRESH, options.hold);
    this.#lookAhead = new LookAhead(kernels, arena, size, Math.max(0, options.latency - 1));
    this.#picture = arena.uint8(3 * pixels + 16);
    this.#pendingPicture = arena.uint8(3 * pixels + 16);
    this.#frame = { rgb: 0, motion: undefined, back: undefined, alone: true, anew: true, prior: undefined };
  }

  /** Makes ready for frames of another size: any that fits into the first one's. Drops what is pending. */
  setSize(size: FrameSize): void {
    this.#motion.setSize(size);
    this.#belief.setSize(size);
    this.#lookAhead.setSize(size);
    this.reset();
  }

  /** Drops what is pending and forgets the shot. */
  reset(): void {
    this.#motion.reset();
    this.#belief.reset();
    this.#lookAhead.reset();
    this.#pending = false;
    this.#anew = true;
  }

  /** Makes the map of the next frame without reusing how the frames before were divided. */
  reseed(): void {
    this.#anew = true;
  }

  /** Room for the next frame, to be written before `push`: 3 · width · height bytes. */
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
      this.#make(this.#picture, follows ? motion.back : undefined, false, this.#anew);
    } else {
      if (this.#pending) {
        const back = this.#pendingFollows ? motion.formerBack : undefined;
        this.#make(this.#pendingPicture, back, true, this.#pendingAnew);
      }
      [this.#picture, this.#pendingPicture] = [this.#pendingPicture, this.#picture];
      this.#pending = true;
      this.#pendingFollows = follows;
      this.#pendingAnew = this.#anew;
    }
    this.#anew = false;
    if (this.#lookAhead.due) this.#emitOldest(emit);
  }

  /** Emits what is pending: the shot ended. */
  flush(emit: EmitMap): void {
    if (this.#pending) {
      const back = this.#pendingFollows ? this.#motion.back : undefined;
      this.#make(this.#pendingPicture, back, false, this.#pendingAnew);
      this.#pending = false;
    }
    while (this.#lookAhead.pending > 0) this.#emitOldest(emit);
  }

  /**
   * Makes the map of a frame.
   *
   * @param continues - whether the frame pushed last is the next one.
   */
  #make(picture: Uint8Array, back: FlowField | undefined, continues: boolean, anew: boolean): void {
    const frame = this.#frame;
    const belief = this.#belief;
    const begin = performance.now();
    const entry = this.#lookAhead.add();
    const forward = continues ? entry.forward : undefined;
    if (forward !== undefined) this.#motion.invert(forward);
    const moves = this.#options.motion && (back !== undefined || forward !== undefined);
    if (moves) {
      if (this.#options.latency === 0) this.#motion.separateLast();
      else this.#motion.separate(back, forward);
    }
    const separated = performance.now();
    frame.rgb = picture.byteOffset;
    frame.motion = moves ? this.#motion.residual : undefined;
    frame.back = back;
    frame.alone = back === undefined && forward === undefined;
    frame.anew = anew;
    frame.prior = back === undefined ? undefined : belief.carry(back);
    const carried = performance.now();
    const evidence = this.#maker.make(frame, entry.map);
    const made = performance.now();
    belief.update(entry.map, evidence);
    entry.empty = evidence.empty;
    entry.carried = frame.prior !== undefined;
    entry.confidence = belief.confidence;
    this.milliseconds.motion = separated - begin;
    this.milliseconds.belief = carried - separated + (performance.now() - made);
  }

  #emitOldest(emit: EmitMap): void {
    const begin = performance.now();
    const { empty, carried, confidence } = this.#lookAhead.oldest;
    // A shot of one frame, which has to end to be known as such, is not smoothed.
    const smoothed = carried || this.#lookAhead.pending > 1 || this.#options.latency === 0;
    const map = this.#lookAhead.take();
    if (smoothed && !empty) this.#maker.finish(map);
    this.milliseconds.lookAhead = performance.now() - begin;
    emit(map, confidence);
  }
}
