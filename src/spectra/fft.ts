/**
 * Transforms rows of complex numbers of one length: X(k) = Σ x(j) e^(−2πi jk / n), or without the minus.
 *
 * Any length: it is split into its prime factors, and a prime p costs p operations a number. Nothing is allocated by a
 * transform.
 *
 * Stockham's form, which needs no reordering: Cochran et al., "What is the fast Fourier transform?", 1967.
 */
export class Fft {
  readonly length: number;
  readonly #factors: readonly number[];
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #work: readonly Float64Array[];

  /** @param length - numbers in a row, at least 1. */
  constructor(length: number) {
    this.length = length;
    this.#factors = factorsOf(length);
    this.#cos = Float64Array.from({ length }, (_, k) => Math.cos((2 * Math.PI * k) / length));
    this.#sin = Float64Array.from({ length }, (_, k) => Math.sin((2 * Math.PI * k) / length));
    this.#work = Array.from({ length: 4 }, () => new Float64Array(length));
  }

  /**
   * Transforms, in place, the numbers at `start`, `start + stride` and so on.
   *
   * @param inverse - leaves out the minus; the result is n times the inverse of the transform.
   */
  transform(re: Float64Array, im: Float64Array, start: number, stride: number, inverse: boolean): void {
    const n = this.length;
    const [firstRe, firstIm, secondRe, secondIm] = this.#work as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    let [xr, xi, yr, yi] = [firstRe, firstIm, secondRe, secondIm];
    for (let k = 0, at = start; k < n; k++, at += stride) {
      xr[k] = re[at]!;
      xi[k] = im[at]!;
    }
    const sign = inverse ? 1 : -1;
    let interleaved = 1;
    let size = n;
    for (let f = 0; f < this.#factors.length; f++) {
      const p = this.#factors[f]!;
      size /= p;
      if (p === 4) this.#passOf4(xr, xi, yr, yi, size, interleaved, sign);
      else this.#pass(xr, xi, yr, yi, p, size, interleaved, sign);
      interleaved *= p;
      const [r, i] = [xr, xi];
      xr = yr;
      xi = yi;
      yr = r;
      yi = i;
    }
    for (let k = 0, at = start; k < n; k++, at += stride) {
      re[at] = xr[k]!;
      im[at] = xi[k]!;
    }
  }

  /** y[q + s(pj + t)] = w^(jt) Σ_r x[q + s(j + mr)] w^(mrt), with w the root of p·m. */
  #pass(
    xr: Float64Array,
    xi: Float64Array,
    yr: Float64Array,
    yi: Float64Array,
    p: number,
    m: number,
    s: number,
    sign: number,
  ): void {
    const n = this.length;
    const cos = this.#cos;
    const sin = this.#sin;
    const rootStep = n / p;
    for (let j = 0; j < m; j++) {
      for (let t = 0; t < p; t++) {
        const twiddle = j * t * s;
        const wr = cos[twiddle]!;
        const wi = sign * sin[twiddle]!;
        for (let q = 0; q < s; q++) {
          let sumRe = 0;
          let sumIm = 0;
          for (let r = 0, root = 0; r < p; r++) {
            const from = q + s * (j + m * r);
            const cr = cos[root]!;
            const ci = sign * sin[root]!;
            sumRe += xr[from]! * cr - xi[from]! * ci;
            sumIm += xr[from]! * ci + xi[from]! * cr;
            root += t * rootStep;
            if (root >= n) root %= n;
          }
          const to = q + s * (p * j + t);
          yr[to] = sumRe * wr - sumIm * wi;
          yi[to] = sumRe * wi + sumIm * wr;
        }
      }
    }
  }

  /** The same for p = 4, whose roots are 1, i, −1 and −i. */
  #passOf4(
    xr: Float64Array,
    xi: Float64Array,
    yr: Float64Array,
    yi: Float64Array,
    m: number,
    s: number,
    sign: number,
  ): void {
    const cos = this.#cos;
    const sin = this.#sin;
    for (let j = 0; j < m; j++) {
      const w = j * s;
      const [w1r, w1i] = [cos[w]!, sign * sin[w]!];
      const [w2r, w2i] = [cos[2 * w]!, sign * sin[2 * w]!];
      const [w3r, w3i] = [cos[3 * w]!, sign * sin[3 * w]!];
      for (let q = 0; q < s; q++) {
        const a = q + s * j;
        const b = a + s * m;
        const c = b + s * m;
        const d = c + s * m;
        const acr = xr[a]! + xr[c]!;
        const aci = xi[a]! + xi[c]!;
        const acR = xr[a]! - xr[c]!;
        const acI = xi[a]! - xi[c]!;
        const bdr = xr[b]! + xr[d]!;
        const bdi = xi[b]! + xi[d]!;
        // (b − d) times i, or −i.
        const bdR = -sign * (xi[b]! - xi[d]!);
        const bdI = sign * (xr[b]! - xr[d]!);
        const to = q + 4 * s * j;
        yr[to] = acr + bdr;
        yi[to] = aci + bdi;
        const r1 = acR + bdR;
        const i1 = acI + bdI;
        yr[to + s] = r1 * w1r - i1 * w1i;
        yi[to + s] = r1 * w1i + i1 * w1r;
        const r2 = acr - bdr;
        const i2 = aci - bdi;
        yr[to + 2 * s] = r2 * w2r - i2 * w2i;
        yi[to + 2 * s] = r2 * w2i + i2 * w2r;
        const r3 = acR - bdR;
        const i3 = acI - bdI;
        yr[to + 3 * s] = r3 * w3r - i3 * w3i;
        yi[to + 3 * s] = r3 * w3i + i3 * w3r;
      }
    }
  }
}

function factorsOf(length: number): number[] {
  const factors: number[] = [];
  for (let p = 4, rest = length; rest > 1; p = p === 4 ? 2 : p === 2 ? 3 : p + 2) {
    for (; rest % p === 0; rest /= p) factors.push(p);
  }
  return factors;
}
