import type { FrameSize } from '../core/frame.js';
import type { EmitMap, FrameStats, SaliencyModel } from '../core/model.js';
import { requireLength } from '../core/require-length.js';
import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import { FrameRemoval, type Rectangle } from '../temporal/frame-removal.js';
import type { MapMaker } from '../temporal/map-maker.js';
import { ShotCuts } from '../temporal/shot-cuts.js';
import { ShotModel, type ShotOptions } from '../temporal/shot-model.js';

/** Confidence up to which a frame shows nothing, and from which it shows what it has in full. */
const [NOTHING, SOMETHING] = [0.05, 0.3];

/** Settings that all models along the flow share. */
export interface FlowModelOptions extends Omit<ShotOptions, 'motion'> {
  /** Whether flat bars and frames around the picture are left out. */
  readonly frameRemoval: boolean;
  /** Share of the picture that a cut leaves unexplained. */
  readonly cutThreshold: number;
  /** Whether maps are scaled by the confidence in their frame. */
  readonly calibrated: boolean;
}

/** A maker of the maps of one shot after the other, of pictures without the bars around them. */
export interface ShotMapMaker extends MapMaker {
  /** Forgets the shot, and goes on with pictures of another size: any that fits into the first one's. */
  setSize(size: FrameSize): void;
  /** What was done for the last frame. */
  readonly stats: Omit<FrameStats, 'cut' | 'confidence'>;
}

/**
 * A model that sees motion and holds still: finds shots and the content between flat bars, gives a maker of maps each
 * frame with its motion and with what was believed before, and carries the maps along the flow of the shot.
 */
export class FlowModel implements SaliencyModel {
  readonly width: number;
  readonly height: number;
  readonly latency: number;
  readonly #maker: ShotMapMaker;
  readonly #calibrated: boolean;
  readonly #shot: ShotModel;
  readonly #shotCuts: ShotCuts;
  readonly #memory: Uint8Array;
  readonly #picture: Uint8Array;
  readonly #whole: Float32Array;
  readonly #frameRemoval: FrameRemoval | undefined;
  #content: Rectangle;
  readonly #milliseconds: Record<string, number> = { cuts: 0, flow: 0, motion: 0 };
  readonly #stats;

  static bytes(size: FrameSize, options: FlowModelOptions): number {
    const pixels = size.width * size.height;
    return ShotCuts.bytes(size) + 3 * pixels + 32 + ShotModel.bytes(size, { ...options, motion: true });
  }

  /** @param maker - works in the same arena, on pictures of `size` at most. */
  constructor(kernels: Kernels, arena: Arena, size: FrameSize, maker: ShotMapMaker, options: FlowModelOptions) {
    const pixels = size.width * size.height;
    this.width = size.width;
    this.height = size.height;
    this.latency = options.latency;
    this.#maker = maker;
    this.#calibrated = options.calibrated;
    this.#shot = new ShotModel(kernels, arena, size, maker, { ...options, motion: true });
    this.#shotCuts = new ShotCuts(kernels, arena, size, options.cutThreshold);
    this.#memory = new Uint8Array(arena.memory.buffer);
    this.#picture = arena.uint8(3 * pixels + 16);
    this.#whole = new Float32Array(pixels);
    this.#frameRemoval = options.frameRemoval ? new FrameRemoval(size) : undefined;
    this.#content = { left: 0, top: 0, ...size };
    this.#stats = { milliseconds: this.#milliseconds, counts: maker.stats.counts, cut: false, cutBefore: false };
  }

  push(rgb: Uint8Array, emit: EmitMap): FrameStats {
    requireLength('rgb', rgb, 3 * this.width * this.height, `bytes for ${this.width}×${this.height} pixels`);
    const stats = this.#stats;
    const begin = performance.now();
    const picture = this.#isWhole ? this.#shot.picture : this.#picture;
    picture.set(rgb);
    const begun = this.#shotCuts.update(picture.byteOffset, 3 * this.width);
    stats.cut = begun && !this.#shotCuts.late;
    stats.cutBefore = this.#shotCuts.late;
    const cut = performance.now();
    if (begun) {
      this.flush(emit);
      this.#forgetShot();
    }
    const removal = this.#frameRemoval;
    if (removal?.update(rgb)) {
      this.flush(emit);
      const { left, top, width, height } = removal;
      this.#resize({ left, top, width, height });
    }
    this.#placeContent(rgb, picture);
    this.#shot.push(this.#emitWhole(emit));
    const { milliseconds } = this.#maker.stats;
    const { flow, motion, belief, lookAhead } = this.#shot.milliseconds;
    Object.assign(this.#milliseconds, { cuts: cut - begin, flow, motion }, milliseconds, { belief, lookAhead });
    return stats;
  }

  flush(emit: EmitMap): void {
    this.#shot.flush(this.#emitWhole(emit));
  }

  reseed(): void {
    this.#shot.reseed();
  }

  reset(): void {
    this.#shotCuts.reset();
    this.#forgetShot();
  }

  #forgetShot(): void {
    this.#frameRemoval?.reset();
    this.#resize({ left: 0, top: 0, width: this.width, height: this.height });
  }

  /** Goes on with another part of the picture. */
  #resize(content: Rectangle): void {
    this.#content = content;
    this.#whole.fill(0);
    this.#shot.setSize(content);
    this.#maker.setSize(content);
  }

  /** Whether nothing of the picture is left out. */
  get #isWhole(): boolean {
    return this.#content.width === this.width && this.#content.height === this.height;
  }

  /**
   * Gives the shot the content of a picture.
   *
   * @param picture - which of the arena's copies has been made.
   */
  #placeContent(rgb: Uint8Array, picture: Uint8Array): void {
    const target = this.#shot.picture;
    if (this.#isWhole) {
      if (picture !== target) target.set(rgb);
      return;
    }
    if (picture === target) this.#picture.set(rgb);
    const { left, top, width, height } = this.#content;
    for (let y = 0; y < height; y++) {
      const start = this.#picture.byteOffset + 3 * ((top + y) * this.width + left);
      this.#memory.copyWithin(target.byteOffset + 3 * y * width, start, start + 3 * width);
    }
  }

  /** Puts the map of the content in its place. */
  #emitWhole(emit: EmitMap): EmitMap {
    const { left, top, width, height } = this.#content;
    const whole = this.#isWhole;
    if (whole && !this.#calibrated) return emit;
    return (map, confidence) => {
      if (this.#calibrated) scale(map, presence(confidence ?? 1), width * height);
      if (whole) {
        emit(map, confidence);
        return;
      }
      for (let y = 0; y < height; y++) {
        this.#whole.set(map.subarray(y * width, (y + 1) * width), (top + y) * this.width + left);
      }
      emit(this.#whole, confidence);
    };
  }
}

/** The share of its map that a frame shows: all of what is more than doubtful, and nothing of an empty frame's. */
function presence(confidence: number): number {
  return Math.max(0, Math.min(1, (confidence - NOTHING) / (SOMETHING - NOTHING)));
}

function scale(map: Float32Array, factor: number, length: number): void {
  for (let i = 0; i < length; i++) map[i]! *= factor;
}
