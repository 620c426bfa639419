import type { FrameStats } from '../core/model.js';
import type { EmitMaps, FrameMapper } from './frame-mapper.js';

/** A map that waits for its partner. */
interface KeptMap {
  readonly map: Float32Array;
  readonly confidence: number | undefined;
}

/**
 * Two models that see the same frames, at the same time where they work in threads: each map of the first leaves with
 * the second's map of the same frame.
 */
export class PairedMapper implements FrameMapper {
  readonly #first: FrameMapper;
  readonly #second: FrameMapper;
  readonly #ofFirst: KeptMap[] = [];
  readonly #ofSecond: KeptMap[] = [];
  readonly #free: Float32Array[] = [];

  constructor(first: FrameMapper, second: FrameMapper) {
    this.#first = first;
    this.#second = second;
  }

  get latency(): number {
    return Math.max(this.#first.latency, this.#second.latency);
  }

  /** @returns what the first model has to tell. */
  async push(rgb: Uint8Array, emit: EmitMaps): Promise<FrameStats> {
    const [stats] = await Promise.all([
      pushTo(this.#first, rgb, this.#keepFirst),
      pushTo(this.#second, rgb, this.#keepSecond),
    ]);
    this.#emitPairs(emit);
    return stats;
  }

  async flush(emit: EmitMaps): Promise<void> {
    await Promise.all([this.#first.flush(this.#keepFirst), this.#second.flush(this.#keepSecond)]);
    this.#emitPairs(emit);
  }

  async reseed(): Promise<void> {
    await Promise.all([this.#first.reseed(), this.#second.reseed()]);
  }

  async reset(): Promise<void> {
    for (const { map } of [...this.#ofFirst.splice(0), ...this.#ofSecond.splice(0)]) this.#free.push(map);
    await Promise.all([this.#first.reset(), this.#second.reset()]);
  }

  readonly #keepFirst = (map: Float32Array, confidence?: number) => this.#keep(this.#ofFirst, map, confidence);
  readonly #keepSecond = (map: Float32Array, confidence?: number) => this.#keep(this.#ofSecond, map, confidence);

  #keep(kept: KeptMap[], map: Float32Array, confidence: number | undefined): void {
    const copy = this.#free.pop() ?? new Float32Array(map.length);
    copy.set(map);
    kept.push({ map: copy, confidence });
  }

  #emitPairs(emit: EmitMaps): void {
    while (this.#ofFirst.length > 0 && this.#ofSecond.length > 0) {
      const [{ map, confidence }, second] = [this.#ofFirst.shift()!, this.#ofSecond.shift()!];
      emit(map, confidence, second.map);
      this.#free.push(map, second.map);
    }
  }
}

async function pushTo(mapper: FrameMapper, rgb: Uint8Array, emit: EmitMaps): Promise<FrameStats> {
  await mapper.foresee?.(rgb);
  return mapper.push(rgb, emit);
}
