import type { NetworkLayer } from './layers.js';
import type { NetworkWeights } from './weights.js';

/** Channels of a pixel in memory: kernels work on eight at a time, and those beyond a layer's own are 0. */
export function padded(channels: number): number {
  return 8 * Math.ceil(channels / 8);
}

/** A layer as a kernel multiplies by it, see kernels/assembly/products.ts. */
export interface Product {
  readonly inputs: number;
  readonly outputs: number;
  /** The eight numbers that tell of it, with addresses that count from its own start. */
  readonly head: Int32Array;
  /** Pairs of integers for eight outputs, block by block. */
  readonly weights: Int16Array;
  readonly scales: Float32Array;
  readonly biases: Float32Array;
}

const HEAD_BYTES = 32;

/**
 * Packs a convolution over all channels.
 *
 * @param seen - numbers of a pixel's channels in memory; 3 for the picture, of which a row of the window is ten
 * numbers, the last of weight 0.
 */
export function packProduct(weights: NetworkWeights, layer: NetworkLayer, seen: number): Product {
  const [outputs = 0, inputs = 0, rows = 1, columns = 1] = layer.w!.shape;
  const { integers, scales } = weights.integers(layer.w!);
  const biases = weights.floats(layer.b, outputs);
  const width = padded(outputs);
  const perOutput = inputs * rows * columns;
  const rowLength = seen * columns + ((seen * columns) & 1);
  const length = rows * rowLength;
  const packed = new Int16Array(width * length);
  let largest = 0;
  for (let output = 0; output < outputs; output++) {
    let sum = 0;
    for (let place = 0; place < rows * columns; place++) {
      for (let channel = 0; channel < inputs; channel++) {
        const value = integers[output * perOutput + channel * rows * columns + place]!;
        const at = Math.floor(place / columns) * rowLength + (place % columns) * seen + channel;
        packed[((output >> 3) * length + (at & ~1)) * 8 + 2 * (output & 7) + (at & 1)] = value;
        sum += Math.abs(value);
      }
    }
    largest = Math.max(largest, sum * scales[output]! + Math.max(0, biases[output]!));
  }
  const weightBytes = packed.byteLength;
  const head = Int32Array.of(
    HEAD_BYTES,
    HEAD_BYTES + weightBytes,
    HEAD_BYTES + weightBytes + 4 * width,
    width / 8,
    8 * length,
    layer.relu ? 1 : 0,
    0,
    0,
  );
  // The largest output, where the inputs are in [-1, 1].
  new Float32Array(head.buffer)[6] = largest;
  return {
    inputs,
    outputs,
    head,
    weights: packed,
    scales: paddedFloats(scales, width),
    biases: paddedFloats(biases, width),
  };
}

/** Bytes that a product takes in memory. */
export function productBytes({ weights, scales, biases }: Product): number {
  return HEAD_BYTES + weights.byteLength + scales.byteLength + biases.byteLength;
}

/** Writes a product to an address, a multiple of 16. */
export function writeProduct(
  { head, weights, scales, biases }: Product,
  memory: ArrayBufferLike,
  address: number,
): void {
  const placed = head.map((value, i) => (i < 3 ? value + address : value));
  new Int32Array(memory, address, head.length).set(placed);
  new Int16Array(memory, placed[0], weights.length).set(weights);
  new Float32Array(memory, placed[1], scales.length).set(scales);
  new Float32Array(memory, placed[2], biases.length).set(biases);
}

/** A bias a channel, then for each place of the window a weight a channel: see kernels/assembly/depthwise.ts. */
export function packDepthwise(weights: NetworkWeights, layer: NetworkLayer): Float32Array {
  const [channels = 0, , rows = 1, columns = 1] = layer.w!.shape;
  const places = rows * columns;
  const width = padded(channels);
  const packed = new Float32Array(width * (1 + places));
  const floats = weights.floats(layer.w);
  packed.set(weights.floats(layer.b, channels));
  for (let channel = 0; channel < channels; channel++) {
    for (let place = 0; place < places; place++) {
      packed[width * (1 + place) + channel] = floats[channel * places + place]!;
    }
  }
  return packed;
}

/** The matrix of a context layer, the weights of one input together, and its biases behind them. */
export function packContext(weights: NetworkWeights, layer: NetworkLayer): Float32Array {
  const [outputs = 0, inputs = 0] = layer.w!.shape;
  const width = padded(outputs);
  const packed = new Float32Array(width * (width + 1));
  const floats = weights.floats(layer.w);
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) packed[input * width + output] = floats[output * inputs + input]!;
  }
  packed.set(weights.floats(layer.b, outputs), width * width);
  return packed;
}

/** The place behind the terms of a center bias of the share of it that is added. */
export const CENTER_STRENGTH = 5;

/** The five terms of a center bias, and the share of it that is added. */
export function packCenter(weights: NetworkWeights, layer: NetworkLayer): Float32Array {
  const terms = paddedFloats(weights.floats(layer.b), 8);
  terms[CENTER_STRENGTH] = 1;
  return terms;
}

/** Numbers followed by zeros. */
export function paddedFloats(values: ArrayLike<number>, length: number): Float32Array {
  const result = new Float32Array(length);
  result.set(values);
  return result;
}
