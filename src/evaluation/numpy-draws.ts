/** NumPy's generator after `default_rng(7)`. */
const START = 208745520555909116978795849195383758904n;
const INCREMENT = 261136684632268670825940853076396136793n;
const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;
const MASK_128 = (1n << 128n) - 1n;
const MASK_64 = (1n << 64n) - 1n;

/**
 * Draws as NumPy's `default_rng(7)` does, so that a measure that rests on drawn pictures can be compared digit by digit
 * with programs that draw by it.
 *
 * O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number Generation",
 * 2014: PCG XSL RR 128/64.
 */
export class NumpyDraws {
  #state = START;
  #half: number | undefined;

  /** Passes over numbers of 64 bits, as `random` takes one for each value. */
  skip(count: number): void {
    let [left, factor, term, power, shift] = [BigInt(count), 1n, 0n, MULTIPLIER, INCREMENT];
    while (left > 0n) {
      if (left & 1n) [factor, term] = [(factor * power) & MASK_128, (term * power + shift) & MASK_128];
      shift = ((power + 1n) * shift) & MASK_128;
      power = (power * power) & MASK_128;
      left >>= 1n;
    }
    this.#state = (factor * this.#state + term) & MASK_128;
  }

  /** Chooses different indices below `population`, as `choice(population, count, replace=False)` does below 10,000. */
  choose(population: number, count: number): number[] {
    const chosen: number[] = [];
    for (let last = population - count; last < population; last++) {
      const drawn = this.#below(last + 1);
      chosen.push(chosen.includes(drawn) ? last : drawn);
    }
    for (let i = count - 1; i >= 1; i--) {
      const j = this.#below(i + 1);
      [chosen[i], chosen[j]] = [chosen[j]!, chosen[i]!];
    }
    return chosen;
  }

  #next64(): bigint {
    this.#state = (this.#state * MULTIPLIER + INCREMENT) & MASK_128;
    const mixed = (this.#state >> 64n) ^ (this.#state & MASK_64);
    const turn = this.#state >> 122n;
    return ((mixed >> turn) | (mixed << (64n - turn))) & MASK_64;
  }

  #next32(): number {
    const kept = this.#half;
    this.#half = undefined;
    if (kept !== undefined) return kept;
    const next = this.#next64();
    this.#half = Number(next >> 32n);
    return Number(next & 0xffffffffn);
  }

  /** An integer below `bound`, each as likely. */
  #below(bound: number): number {
    if (bound === 1) return 0;
    const threshold = (2 ** 32 - bound) % bound;
    for (;;) {
      const product = BigInt(this.#next32()) * BigInt(bound);
      if (Number(product & 0xffffffffn) >= threshold) return Number(product >> 32n);
    }
  }
}
