import { Arena } from '#lib/kernels/arena.js';
import { instantiateKernels, type Kernels } from '#lib/kernels/kernels.js';
import type { NetworkLayer, StoredNumbers } from '#lib/networks/layers.js';
import { type Product, padded, productBytes, writeProduct } from '#lib/networks/packing.js';
import { NetworkWeights } from '#lib/networks/weights.js';
import { random } from '../helpers/scenes.js';
import { at, type Planes, planes } from './reference.js';

const GUARD = 96;
const SIGN = 0xa5;
/** Pixels behind the last that kernels may read. */
const SLACK = 9;

/** A picture in memory, as the kernels take it. */
export interface Placed {
  readonly address: number;
  readonly rowBytes: number;
  readonly channels: number;
  /** What lies there now, without margins. */
  read(): Planes;
}

/** Memory for kernels in which every array lies between two bands that nothing may write to. */
export class GuardedMemory {
  readonly kernels: Kernels;
  readonly #arena = new Arena(4 << 20);
  readonly #guards: Uint8Array[] = [];
  readonly #margins: (() => boolean)[] = [];

  constructor() {
    this.kernels = instantiateKernels(this.#arena.memory);
    this.#guard();
  }

  bytes(count: number): Uint8Array {
    const array = this.#arena.uint8(count);
    this.#guard();
    return array;
  }

  /** Memory that a kernel may clobber, full of large numbers. Returns its address. */
  scratch(count: number): number {
    return this.bytes(count).fill(0x5f).byteOffset;
  }

  floats(values: number | ArrayLike<number>): Float32Array {
    const length = typeof values === 'number' ? values : values.length;
    const { buffer, byteOffset } = this.bytes(4 * length);
    const array = new Float32Array(buffer, byteOffset, length);
    if (typeof values !== 'number') array.set(values);
    return array;
  }

  product(product: Product): number {
    const { byteOffset } = this.bytes(productBytes(product));
    writeProduct(product, this.#arena.memory.buffer, byteOffset);
    return byteOffset;
  }

  /** A picture of float32 with a margin, 0 for none, and `slack` pixels behind that may be written. */
  picture(source: Planes, margin = 2, slack = SLACK): Placed {
    return this.#place(source, margin, slack, 4);
  }

  /** A picture of 16-bit integers with a margin of one pixel. */
  integers(source: Planes): Placed {
    return this.#place(source, 1, SLACK, 2);
  }

  /** How many bands and margins were written to. */
  get broken(): number {
    const bands = this.#guards.filter((guard) => guard.some((byte) => byte !== SIGN)).length;
    return bands + this.#margins.filter((isClean) => !isClean()).length;
  }

  #place(source: Planes, margin: number, slack: number, bytes: number): Placed {
    const { width, height } = source;
    const channels = padded(source.channels);
    const stride = (width + 2 * margin) * channels;
    const array = this.bytes(bytes * ((height + 2 * margin) * stride + slack * channels));
    const type = bytes === 4 ? Float32Array : Int16Array;
    const values = new type(this.#arena.memory.buffer, array.byteOffset, array.length / bytes);
    const first = margin * (stride + channels);
    const index = (c: number, y: number, x: number) => first + y * stride + x * channels + c;
    planes(width, height, source.channels, (c, y, x) => (values[index(c, y, x)] = at(source, c, y, x)));
    const isInside = (i: number) => {
      const [y, x] = [Math.floor(i / stride) - margin, Math.floor((i % stride) / channels) - margin];
      return y >= 0 && y < height && x >= 0 && x < width;
    };
    if (margin > 0) this.#margins.push(() => values.every((value, i) => value === 0 || isInside(i)));
    return {
      address: array.byteOffset + bytes * first,
      rowBytes: bytes * stride,
      channels,
      read: () => planes(width, height, source.channels, (c, y, x) => values[index(c, y, x)]!),
    };
  }

  #guard(): void {
    this.#guards.push(this.#arena.uint8(GUARD).fill(SIGN));
  }
}

export const noisePlanes = (width: number, height: number, channels: number, seed: number): Planes => {
  const next = random(seed);
  return planes(width, height, channels, () => Math.fround(2 * next() - 1));
};

export const emptyPlanes = (width: number, height: number, channels: number): Planes =>
  planes(width, height, channels, () => 0);

/** A layer with weights of bytes and biases of floats, and the file that holds them. */
export function randomLayer(shape: readonly number[], seed: number, rest: Partial<NetworkLayer> = {}) {
  const next = random(seed);
  const count = shape.reduce((product, side) => product * side, 1);
  const outputs = shape[0]!;
  const start = 8 * outputs;
  const file = new Uint8Array(start + count);
  const floats = new Float32Array(file.buffer, 0, 2 * outputs);
  for (let i = 0; i < outputs; i++) floats[i] = (0.5 + next()) / (30 * Math.sqrt(count / outputs));
  for (let i = outputs; i < 2 * outputs; i++) floats[i] = next() - 0.5;
  for (let i = 0; i < count; i++) file[start + i] = 256 * next();
  const w: StoredNumbers = { offset: start, shape, type: 'int8', scale: 0 };
  const b: StoredNumbers = { offset: 4 * outputs, shape: [outputs], type: 'float32' };
  const layer: NetworkLayer = { name: 'layer', op: 'conv', src: 'input', w, b, ...rest };
  const weights = new NetworkWeights('random', [layer], file);
  return { layer, weights, shape, w: weights.floats(w), b: weights.floats(layer.b, outputs) };
}
