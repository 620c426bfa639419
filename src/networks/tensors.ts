import { SaliencyError } from '../core/errors.js';
import type { FrameSize } from '../core/frame.js';
import { padded } from './packing.js';
import type { Region } from './region.js';

/** A picture between two steps: all channels of a pixel together. */
export interface Tensor extends FrameSize {
  /** Of the pixel at the top left, inside the margin. */
  readonly address: number;
  readonly rowBytes: number;
  readonly channels: number;
}

/** A picture of 16-bit integers. */
export interface IntegerTensor extends Tensor {
  /** Address of the float32 that 1 stands for. */
  readonly unit: number;
}

const FLOAT_MARGIN = 2;
const INTEGER_MARGIN = 1;
/** Kernels take four pixels at a time, and read up to nine behind the last. */
const SLACK = 9;

/** The pictures between the layers of a network, by the name of the layer that writes them. */
export class Tensors {
  readonly #region: Region;
  readonly #floats = new Map<string, Tensor>();
  readonly #integers = new Map<string, IntegerTensor>();
  readonly #flat = new Map<string, Tensor>();

  constructor(region: Region) {
    this.#region = region;
  }

  /** A picture of float32, with a margin of two pixels. */
  takeFloats(name: string, width: number, height: number, channels: number): Tensor {
    const tensor = this.#take(width, height, padded(channels), 4, FLOAT_MARGIN);
    this.#floats.set(name, tensor);
    return tensor;
  }

  /** A picture of 16-bit integers, with a margin of one pixel. */
  takeIntegers(name: string, width: number, height: number, channels: number): IntegerTensor {
    const tensor = { ...this.#take(width, height, padded(channels), 2, INTEGER_MARGIN), unit: this.#region.take(4) };
    this.#integers.set(name, tensor);
    return tensor;
  }

  /** A picture of float32 without a margin; one channel alone is not padded. */
  takeFlat(name: string, width: number, height: number, channels: number): Tensor {
    const tensor = this.#take(width, height, channels === 1 ? 1 : padded(channels), 4, 0);
    this.#flat.set(name, tensor);
    return tensor;
  }

  floats(name: string): Tensor {
    return found(this.#floats.get(name), name);
  }

  integers(name: string): IntegerTensor | undefined {
    return this.#integers.get(name);
  }

  flat(name: string): Tensor {
    return found(this.#flat.get(name), name);
  }

  #take(width: number, height: number, channels: number, bytes: number, margin: number): Tensor {
    const pixel = channels * bytes;
    const rowBytes = (width + 2 * margin) * pixel;
    const start = this.#region.take((height + 2 * margin) * rowBytes + SLACK * pixel);
    return { address: start + margin * (rowBytes + pixel), rowBytes, width, height, channels };
  }
}

function found<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new SaliencyError('ERR_NETWORK', `"${name}" is not there where a layer needs it`);
  return value;
}
