import type { FrameSize } from '#lib/core/frame.js';
import { createModel, models } from '#lib/models/registry.js';

/** The maps of frames, each mapped by itself where the options say so. */
export async function mapFramesOf(
  name: string,
  size: FrameSize,
  frames: readonly Uint8Array[],
  options: Readonly<Record<string, unknown>> = {},
): Promise<Float32Array[]> {
  const own = models.find((model) => model.name === name)?.options ?? {};
  const alone = Object.hasOwn(own, 'temporal') ? { temporal: 'off' } : {};
  const model = await createModel(name, { ...size, ...alone, frameRemoval: false, ...options });
  const maps: Float32Array[] = [];
  const emit = (map: Float32Array) => void maps.push(map.slice());
  for (const frame of frames) model.push(frame, emit);
  model.flush(emit);
  return maps;
}

/** The greatest difference between two maps of one size. */
export function greatestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let greatest = 0;
  for (let i = 0; i < a.length; i++) greatest = Math.max(greatest, Math.abs(a[i]! - b[i]!));
  return a.length === b.length ? greatest : Number.POSITIVE_INFINITY;
}

/** Pearson's correlation of two maps. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [Array.from(a), Array.from(b)];
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const sum = (term: (i: number) => number) => x.reduce((total, _, i) => total + term(i), 0);
  return (
    sum((i) => (x[i]! - mx) * (y[i]! - my)) / Math.sqrt(sum((i) => (x[i]! - mx) ** 2) * sum((i) => (y[i]! - my) ** 2))
  );
}

/** A Gaussian of a plane, pixel by pixel, cut off at three standard deviations; outside there is nothing. */
export function slowBlur(plane: ArrayLike<number>, { width, height }: FrameSize, sigma: number): number[] {
  const half = Math.ceil(3 * sigma - 0.5);
  const weight = (d: number) => (Math.abs(d) > half ? 0 : Math.exp(-(d * d) / (2 * sigma * sigma)));
  let total = 0;
  for (let d = -half; d <= half; d++) total += weight(d);
  return Array.from({ length: width * height }, (_, at) => {
    let sum = 0;
    for (let v = 0; v < height; v++) {
      for (let u = 0; u < width; u++) {
        const near = weight(u - (at % width)) * weight(v - Math.floor(at / width));
        sum += (near / total / total) * plane[v * width + u]!;
      }
    }
    return sum;
  });
}

/** The values with the least made 0 and the greatest 1. */
export function stretched(values: readonly number[]): number[] {
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  return values.map((value) => (value - least) / (greatest - least));
}
