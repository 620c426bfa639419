import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import type { FlowField } from './flow-field.js';

/** Pixels between samples, both ways, and samples of a picture of this many. */
const EVERY = 3;
const BINS = 1024;
/** Lengths of the residual bins, as assembly/motion.ts has them: 64 to the octave from 2⁻⁸ on. */
const BINS_PER_OCTAVE = 64;
const FIRST_OCTAVE = -8;
/** Bins of a displacement a pixel, for the translation that the fit starts from. */
const START_BINS_PER_PIXEL = 8;

const ITERATIONS = 12;
/** Least scale of the residuals in pixels, before the first fit and after. */
const FIRST_SCALE = 0.15;
const LEAST_SCALE = 0.05;
/** A fit whose coefficients move by less than this many pixels has settled. */
const SETTLED = 0.002;

/**
 * The motion of the camera: an affine map fitted to a flow so that what moves by itself counts little.
 *
 * Iteratively reweighted least squares on every third pixel, with the weights ω₀ (1 + (r / σ)²)⁻²: r is the residual,
 * σ = max(1.48 · weighted median of r, 0.05 pixels), and ω₀ = exp(−δ / 0.15) + 0.05 trusts the border, δ being the
 * distance to it as a share of the picture's side.
 */
export class GlobalMotion {
  /** u = a0 + a1 x + a2 y and v = a3 + a4 x + a5 y, x in [−1, 1], y in the same unit, of the last `fit`. */
  readonly affine: Float32Array;
  readonly #kernels: Kernels;
  #width = 0;
  #height = 0;
  #stride = 0;
  readonly #samples: Float32Array;
  readonly #bins: Float32Array;
  readonly #sums: Float32Array;

  static bytes(width: number, height: number): number {
    return 5 * 4 * strideOf(width, height) + 4 * (BINS + 6 + 12) + 64;
  }

  constructor(kernels: Kernels, arena: Arena, width: number, height: number) {
    this.#kernels = kernels;
    this.#samples = arena.float32(5 * strideOf(width, height));
    this.#bins = arena.float32(BINS);
    this.#sums = arena.float32(12);
    this.affine = arena.float32(6);
    this.setSize(width, height);
  }

  /** Makes ready for flows of another size: any that fits into the first one's. */
  setSize(width: number, height: number): void {
    this.#width = width;
    this.#height = height;
    this.#stride = strideOf(width, height);
    this.#samples.fill(0);
    this.#place();
  }

  /** Fits `affine` to a flow of the size given to the constructor. */
  fit(flow: FlowField): void {
    const { affine } = this;
    this.#take(flow);
    affine.fill(0);
    affine[0] = this.#medianOf(2);
    affine[3] = this.#medianOf(3);
    let least = FIRST_SCALE;
    for (let i = 0; i < ITERATIONS; i++) {
      const scale = Math.max(1.48 * this.#medianResidual(), least);
      least = LEAST_SCALE;
      const { byteOffset: sums } = this.#sums;
      this.#kernels.sumNormalEquations(
        this.#samples.byteOffset,
        this.#stride,
        affine.byteOffset,
        1 / (scale * scale),
        sums,
      );
      if (solveAffine(this.#sums, affine) < SETTLED) break;
    }
  }

  /** Writes what the last fit leaves of a flow to `out`, times `scale`. */
  residual(flow: FlowField, scale: number, out: FlowField): void {
    const { width, height } = flow;
    if (width < 4) {
      out.clear();
      return;
    }
    const step = 2 / width;
    this.#kernels.subtractAffine(
      flow.u.byteOffset,
      flow.v.byteOffset,
      width,
      height,
      this.affine.byteOffset,
      step,
      step,
      -height / width,
      scale,
      out.u.byteOffset,
      out.v.byteOffset,
    );
  }

  #place(): void {
    const samples = this.#samples;
    const stride = this.#stride;
    const width = this.#width;
    const height = this.#height;
    let i = 0;
    for (let y = EVERY >> 1; y < height; y += EVERY) {
      for (let x = EVERY >> 1; x < width; x += EVERY) {
        const inset = Math.min(Math.min(x, width - 1 - x) / width, Math.min(y, height - 1 - y) / height);
        samples[i] = (2 * x) / width - 1;
        samples[stride + i] = (2 * y - height) / width;
        samples[4 * stride + i] = Math.exp(-inset / 0.15) + 0.05;
        i++;
      }
    }
  }

  #take(flow: FlowField): void {
    const samples = this.#samples;
    const stride = this.#stride;
    const width = this.#width;
    const height = this.#height;
    const { u, v } = flow;
    let i = 2 * stride;
    for (let y = EVERY >> 1; y < height; y += EVERY) {
      for (let at = y * width + (EVERY >> 1), end = (y + 1) * width; at < end; at += EVERY) {
        samples[i] = u[at]!;
        samples[stride + i++] = v[at]!;
      }
    }
  }

  /** Computes the weighted median of the displacements in a plane of the samples, to a fraction of a pixel. */
  #medianOf(plane: number): number {
    const bins = this.#bins;
    const samples = this.#samples;
    const stride = this.#stride;
    bins.fill(0);
    for (let i = 0; i < stride; i++) {
      const bin = BINS / 2 + Math.round(START_BINS_PER_PIXEL * samples[plane * stride + i]!);
      const kept = Math.min(Math.max(bin, 0), BINS - 1);
      bins[kept] = bins[kept]! + samples[4 * stride + i]!;
    }
    return (medianBin(bins) - BINS / 2) / START_BINS_PER_PIXEL;
  }

  #medianResidual(): number {
    this.#kernels.countResiduals(this.#samples.byteOffset, this.#stride, this.affine.byteOffset, this.#bins.byteOffset);
    const bin = medianBin(this.#bins);
    // Within an octave bins are equally wide.
    const octave = Math.floor(bin / BINS_PER_OCTAVE);
    return 2 ** (FIRST_OCTAVE + octave) * (1 + (bin + 0.5 - octave * BINS_PER_OCTAVE) / BINS_PER_OCTAVE);
  }
}

function strideOf(width: number, height: number): number {
  const columns = Math.ceil((width - (EVERY >> 1)) / EVERY);
  const rows = Math.ceil((height - (EVERY >> 1)) / EVERY);
  return 4 * Math.ceil(Math.max(1, columns * rows) / 4);
}

function medianBin(bins: Float32Array): number {
  let total = 0;
  for (let i = 0; i < BINS; i++) total += bins[i]!;
  let i = 0;
  for (let sum = bins[0]!; sum < total / 2 && i < BINS - 1; sum += bins[++i]!);
  return i;
}

/** Solves the normal equations by Cramer's rule, and tells by how much the solution differs from what was there. */
function solveAffine(sums: Float32Array, affine: Float32Array): number {
  const w = sums[0]! * (1 + 1e-6);
  const x = sums[1]!;
  const y = sums[2]!;
  const xx = sums[3]! + 1e-6 * w;
  const xy = sums[4]!;
  const yy = sums[5]! + 1e-6 * w;
  // Cofactors of the symmetric matrix (w x y; x xx xy; y xy yy).
  const c00 = xx * yy - xy * xy;
  const c01 = xy * y - x * yy;
  const c02 = x * xy - xx * y;
  const c11 = w * yy - y * y;
  const c12 = x * y - w * xy;
  const c22 = w * xx - x * x;
  const determinant = w * c00 + x * c01 + y * c02;
  if (!(determinant > 0)) return 0;
  let moved = 0;
  for (let i = 0; i < 6; i += 3) {
    const r0 = sums[6 + i]!;
    const r1 = sums[7 + i]!;
    const r2 = sums[8 + i]!;
    const a0 = (c00 * r0 + c01 * r1 + c02 * r2) / determinant;
    const a1 = (c01 * r0 + c11 * r1 + c12 * r2) / determinant;
    const a2 = (c02 * r0 + c12 * r1 + c22 * r2) / determinant;
    moved = Math.max(moved, Math.abs(a0 - affine[i]!) + Math.abs(a1 - affine[i + 1]!) + Math.abs(a2 - affine[i + 2]!));
    affine[i] = a0;
    affine[i + 1] = a1;
    affine[i + 2] = a2;
  }
  return moved;
}
