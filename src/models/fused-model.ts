import type { EmitMap, FrameStats, SaliencyModel } from '../core/model.js';
import { type OptionValues, optionTable } from '../core/options.js';

/** How the maps of several models become one. */
export const fuseOptions = optionTable({
  fuse: {
    type: 'choice',
    choices: ['mean', 'product', 'max'],
    default: 'mean',
    summary: 'what several models agree on: the mean of their maps, their product, or the greatest of them',
  },
});

type Fusion = OptionValues<typeof fuseOptions>['fuse'];

/** A map that waits for those of the other models. */
interface Waiting {
  readonly map: Float32Array;
  confidence: number | undefined;
}

/** Several models as one: each sees every frame, and a map leaves when all have theirs. */
export class FusedModel implements SaliencyModel {
  readonly width: number;
  readonly height: number;
  readonly latency: number;
  readonly #names: readonly string[];
  readonly #models: readonly SaliencyModel[];
  readonly #fusion: Fusion;
  readonly #queues: readonly Waiting[][];
  readonly #free: Waiting[] = [];
  readonly #keepers: readonly EmitMap[];
  readonly #map: Float32Array;
  readonly #milliseconds: Record<string, number> = {};
  readonly #stats = { milliseconds: this.#milliseconds, counts: {}, cut: false, cutBefore: false };

  /** @param models - of one size of frames, used up by this one; `names` are theirs. */
  constructor(names: readonly string[], models: readonly SaliencyModel[], fusion: Fusion) {
    const { width, height } = models[0]!;
    this.width = width;
    this.height = height;
    this.latency = Math.max(...models.map(({ latency }) => latency));
    this.#names = names;
    this.#models = models;
    this.#fusion = fusion;
    this.#queues = models.map(() => []);
    this.#keepers = this.#queues.map((queue) => (map, confidence) => {
      const place = this.#free.pop() ?? { map: new Float32Array(width * height), confidence: undefined };
      place.map.set(map);
      place.confidence = confidence;
      queue.push(place);
    });
    this.#map = new Float32Array(width * height);
  }

  async foresee(rgb: Uint8Array): Promise<void> {
    for (const model of this.#models) await model.foresee?.(rgb);
  }

  push(rgb: Uint8Array, emit: EmitMap): FrameStats {
    for (let m = 0; m < this.#models.length; m++) {
      const begin = performance.now();
      const { cut, cutBefore } = this.#models[m]!.push(rgb, this.#keepers[m]!);
      this.#milliseconds[this.#names[m]!] = performance.now() - begin;
      if (m > 0) continue;
      this.#stats.cut = cut;
      this.#stats.cutBefore = cutBefore === true;
    }
    this.#emitComplete(emit);
    return this.#stats;
  }

  flush(emit: EmitMap): void {
    for (let m = 0; m < this.#models.length; m++) this.#models[m]!.flush(this.#keepers[m]!);
    this.#emitComplete(emit);
  }

  reseed(): void {
    for (const model of this.#models) model.reseed();
  }

  reset(): void {
    for (const model of this.#models) model.reset();
    for (const queue of this.#queues) this.#free.push(...queue.splice(0));
  }

  #emitComplete(emit: EmitMap): void {
    while (this.#queues.every((queue) => queue.length > 0)) {
      const out = this.#map;
      let [sure, told] = [0, 0];
      for (let m = 0; m < this.#queues.length; m++) {
        const place = this.#queues[m]!.shift()!;
        if (m === 0) out.set(place.map);
        else combine(out, place.map, this.#fusion);
        if (place.confidence !== undefined) {
          sure += place.confidence;
          told++;
        }
        this.#free.push(place);
      }
      if (this.#fusion === 'mean') for (let i = 0; i < out.length; i++) out[i]! /= this.#queues.length;
      emit(out, told === 0 ? undefined : sure / told);
    }
  }
}

function combine(out: Float32Array, map: Float32Array, fusion: Fusion): void {
  if (fusion === 'mean') for (let i = 0; i < out.length; i++) out[i]! += map[i]!;
  else if (fusion === 'product') for (let i = 0; i < out.length; i++) out[i]! *= map[i]!;
  else for (let i = 0; i < out.length; i++) if (map[i]! > out[i]!) out[i] = map[i]!;
}
