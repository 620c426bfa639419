import { OptionError } from '../core/errors.js';
import type { EmitMap, FrameStats, SaliencyModel } from '../core/model.js';
import { type OptionInput, optionTable, resolveOptions } from '../core/options.js';
import { requireLength } from '../core/require-length.js';
import { Arena } from '../kernels/arena.js';
import { instantiateKernels } from '../kernels/kernels.js';
import type { Evidence } from '../temporal/map-maker.js';
import { ShotModel } from '../temporal/shot-model.js';

/** The options of {@link smoothInTime}, for tables of models that smooth their maps by it. */
export const smoothingOptions = optionTable({
  latency: {
    type: 'number',
    integer: true,
    min: 0,
    max: 16,
    default: 5,
    summary: 'frames that a map may be late: 0 smooths by the past alone, 2 and more by what follows too',
  },
});

/** Settings of {@link smoothInTime}: how far it looks ahead. */
export type SmoothingOptions = OptionInput<typeof smoothingOptions>;

/**
 * Makes the maps of a model that ranks each frame alone hold still: carries them along the optical flow of each shot.
 *
 * The model keeps its own idea of where shots begin: nothing is mixed across a frame that it calls a cut. Its maps are
 * only averaged, so that they stay in [0, 1]; the model is used up and must not be pushed to by others.
 *
 * @param model - its maps come with their frames: its latency is 0.
 * @param settings - `latency`: frames that the smoothed maps may be late, 5 by default.
 * @throws {OptionError} for a model of another latency, and for a latency out of [0, 16].
 */
export function smoothInTime(model: SaliencyModel, settings: SmoothingOptions = {}): SaliencyModel {
  const { latency } = resolveOptions(smoothingOptions, settings);
  if (model.latency !== 0) throw OptionError.of('model', `expected one with a latency of 0, got ${model.latency}`);
  return new SmoothedModel(model, latency);
}

/** The map of a frame that has not been smoothed yet. */
interface Waiting {
  readonly map: Float32Array;
  confidence: number | undefined;
}

class SmoothedModel implements SaliencyModel {
  readonly width: number;
  readonly height: number;
  readonly latency: number;
  readonly #model: SaliencyModel;
  readonly #shot: ShotModel;
  /** Of the last frame and the one before, which is taken up when the flow to the last one is known. */
  readonly #waiting: readonly [Waiting, Waiting];
  #first = 0;
  #count = 0;
  #tellsConfidence = false;
  readonly #evidence = { motion: undefined, empty: false, confidence: 1 };

  constructor(model: SaliencyModel, latency: number) {
    const { width, height } = model;
    const size = { width, height };
    const shotOptions = { latency, hold: 0, motion: false };
    const arena = new Arena(ShotModel.bytes(size, shotOptions));
    const waiting = () => ({ map: new Float32Array(width * height), confidence: undefined });
    this.width = width;
    this.height = height;
    this.latency = latency;
    this.#model = model;
    this.#waiting = [waiting(), waiting()];
    this.#shot = new ShotModel(
      instantiateKernels(arena.memory),
      arena,
      size,
      { make: (_, map) => this.#takeUp(map), finish: () => {} },
      shotOptions,
    );
  }

  async foresee(rgb: Uint8Array): Promise<void> {
    await this.#model.foresee?.(rgb);
  }

  push(rgb: Uint8Array, emit: EmitMap): FrameStats {
    requireLength('rgb', rgb, 3 * this.width * this.height, `bytes for ${this.width}×${this.height} pixels`);
    const stats = this.#model.push(rgb, (map, confidence) => this.#keep(map, confidence));
    if (stats.cut || stats.cutBefore) {
      this.flush(emit);
      this.#shot.reset();
    }
    this.#shot.picture.set(rgb);
    this.#shot.push(this.#asTold(emit));
    const { flow, belief, lookAhead } = this.#shot.milliseconds;
    return { ...stats, milliseconds: { ...stats.milliseconds, flow, belief, lookAhead } };
  }

  flush(emit: EmitMap): void {
    this.#shot.flush(this.#asTold(emit));
  }

  reseed(): void {
    this.#model.reseed();
  }

  reset(): void {
    this.#model.reset();
    this.#shot.reset();
    this.#count = 0;
  }

  #keep(map: Float32Array, confidence: number | undefined): void {
    const waiting = this.#waiting[(this.#first + this.#count++) & 1]!;
    waiting.map.set(map);
    waiting.confidence = confidence;
    this.#tellsConfidence = confidence !== undefined;
  }

  /** Copies the map that has waited longest. */
  #takeUp(out: Float32Array): Evidence {
    const { map, confidence } = this.#waiting[this.#first]!;
    this.#first ^= 1;
    this.#count--;
    out.set(map);
    this.#evidence.confidence = confidence ?? 1;
    this.#evidence.empty = !map.some((value) => value > 0);
    return this.#evidence;
  }

  /** Leaves out a confidence that the model did not tell. */
  #asTold(emit: EmitMap): EmitMap {
    return this.#tellsConfidence ? emit : (map) => emit(map);
  }
}
