import type { NetworkLayer } from '#lib/networks/layers.js';
import type { NetworkWeights } from '#lib/networks/weights.js';

/** A picture of several channels, one plane behind the other. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Float64Array;
}

export function planes(
  width: number,
  height: number,
  channels: number,
  value: (c: number, y: number, x: number) => number,
) {
  const data = new Float64Array(channels * height * width);
  let i = 0;
  for (let c = 0; c < channels; c++)
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data[i++] = value(c, y, x);
  return { width, height, channels, data };
}

export function at({ width, height, data }: Planes, c: number, y: number, x: number): number {
  return x < 0 || y < 0 || x >= width || y >= height ? 0 : data[(c * height + y) * width + x]!;
}

/** A convolution, written as its definition. `weights` is [output][input of the group][row][column]. */
export function convolve(
  src: Planes,
  weights: ArrayLike<number>,
  shape: readonly number[],
  biases: ArrayLike<number>,
  stride = 1,
  groups = 1,
): Planes {
  const [outputs = 0, inputs = 0, rows = 1, columns = 1] = shape;
  const perGroup = outputs / groups;
  return planes(Math.ceil(src.width / stride), Math.ceil(src.height / stride), outputs, (c, y, x) => {
    let sum = biases[c] ?? 0;
    const first = Math.floor(c / perGroup) * inputs;
    for (let i = 0; i < inputs; i++)
      for (let dy = 0; dy < rows; dy++)
        for (let dx = 0; dx < columns; dx++)
          sum +=
            weights[((c * inputs + i) * rows + dy) * columns + dx]! *
            at(src, first + i, stride * y + dy - (rows >> 1), stride * x + dx - (columns >> 1));
    return sum;
  });
}

/** Twice as large: bilinear between pixel centers, the border repeated. */
export function enlarge(src: Planes): Planes {
  const { width, height, channels } = src;
  const place = (i: number, length: number) => Math.max(0, Math.min(length - 1, (i + 0.5) / 2 - 0.5));
  return planes(2 * width, 2 * height, channels, (c, y, x) => {
    const [py, px] = [place(y, height), place(x, width)];
    const [y0, x0] = [Math.floor(py), Math.floor(px)];
    const [y1, x1] = [Math.min(height - 1, y0 + 1), Math.min(width - 1, x0 + 1)];
    const mix = (a: number, b: number, share: number) => a + (b - a) * share;
    const upper = mix(at(src, c, y0, x0), at(src, c, y0, x1), px - x0);
    return mix(upper, mix(at(src, c, y1, x0), at(src, c, y1, x1), px - x0), py - y0);
  });
}

export const map = (src: Planes, f: (value: number, index: number) => number): Planes => ({
  ...src,
  data: src.data.map(f),
});

/** The layers of a network one by one, in double precision. Returns the logits. */
export function evaluate(weights: NetworkWeights, picture: Planes, prior?: Planes, centerStrength = 1): Planes {
  const results = new Map<string, Planes>([['input', picture]]);
  if (prior) results.set('prior', prior);
  let last = picture;
  for (const layer of weights.layers) {
    const src = results.get(layer.src)!;
    const other = layer.add === undefined ? undefined : results.get(layer.add)!;
    last = evaluateLayer(weights, layer, src, centerStrength);
    if (other) last = map(last, (value, i) => value + other.data[i]!);
    if (layer.relu) last = map(last, (value) => Math.max(0, value));
    results.set(layer.name, last);
  }
  return last;
}

function evaluateLayer(weights: NetworkWeights, layer: NetworkLayer, src: Planes, centerStrength: number): Planes {
  const { width, height, channels } = src;
  switch (layer.op) {
    case 'conv':
      return convolve(
        ...([src, weights.floats(layer.w), layer.w!.shape] as const),
        ...([weights.floats(layer.b), layer.stride, layer.groups] as const),
      );
    case 'merge':
      return enlarge(src);
    case 'context': {
      const matrix = weights.floats(layer.w);
      const biases = weights.floats(layer.b);
      const mean = (c: number) =>
        src.data.subarray(c * width * height, (c + 1) * width * height).reduce((a, b) => a + b, 0) / (width * height);
      const means = Array.from({ length: channels }, (_, c) => mean(c));
      return planes(width, height, channels, (c, y, x) => {
        const row = matrix.subarray(c * channels, (c + 1) * channels);
        return at(src, c, y, x) + row.reduce((sum, w, i) => sum + w * means[i]!, biases[c] ?? 0);
      });
    }
    case 'pool2':
      return planes(width / 2, height / 2, channels, (c, y, x) => {
        const two = (row: number) => at(src, c, row, 2 * x) + at(src, c, row, 2 * x + 1);
        return (two(2 * y) + two(2 * y + 1)) / 4;
      });
    case 'shuffle2':
      return planes(2 * width, 2 * height, 1, (_, y, x) => at(src, 2 * (y & 1) + (x & 1), y >> 1, x >> 1));
    case 'center': {
      const b = weights.floats(layer.b);
      return planes(width, height, 1, (_, row, column) => {
        const y = (2 * row) / (height - 1) - 1;
        const x = (2 * column) / (width - 1) - 1;
        const bias = b[0]! * x * x + b[1]! * y * y + b[2]! * x + b[3]! * y + b[4]! * x * y;
        return at(src, 0, row, column) + centerStrength * bias;
      });
    }
  }
}
