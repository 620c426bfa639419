import { SaliencyError } from '../core/errors.js';
import { networkFiles } from './data/index.js';
import type { NetworkLayer, StoredNumbers } from './layers.js';

/** Weights of a product as integers: weight = integer · scale of its output. */
export interface IntegerWeights {
  readonly integers: Float64Array;
  /** One for each output. */
  readonly scales: Float64Array;
}

/**
 * The greatest sum of the magnitudes of an output's integers: times a number of 16 bits, it fits in 32 bits.
 */
const LARGEST_SUM = 65535;

/** Layers of a network in order, with the numbers that they need. */
export class NetworkWeights {
  readonly name: string;
  readonly layers: readonly NetworkLayer[];
  readonly #bytes: DataView;

  /** @param bytes - the weight file that `layers` point into. */
  constructor(name: string, layers: readonly NetworkLayer[], bytes: Uint8Array) {
    this.name = name;
    this.layers = layers;
    this.#bytes = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The numbers as they are meant; those of a layer that has none are 0. */
  floats(stored: StoredNumbers | undefined, count = 0): Float64Array {
    if (stored === undefined) return new Float64Array(count);
    const length = stored.shape.reduce((product, side) => product * side, 1);
    const perOutput = length / stored.shape[0]!;
    return Float64Array.from({ length }, (_, i) => this.#number(stored, i) * this.#scale(stored, i, perOutput));
  }

  /** The weights of a product, rounded only where they are stored as floats: to eleven bits or more. */
  integers(stored: StoredNumbers): IntegerWeights {
    const outputs = stored.shape[0]!;
    const floats = this.floats(stored);
    const perOutput = floats.length / outputs;
    const integers = new Float64Array(floats.length);
    const scales = new Float64Array(outputs);
    for (let output = 0; output < outputs; output++) {
      const row = floats.subarray(output * perOutput, (output + 1) * perOutput);
      let [sum, most] = [0, 0];
      for (const weight of row) {
        sum += Math.abs(weight);
        most = Math.max(most, Math.abs(weight));
      }
      const stays = stored.type === 'int8' && perOutput * 127 <= LARGEST_SUM;
      scales[output] = stays
        ? this.#scale(stored, output * perOutput, perOutput)
        : Math.max(sum / (LARGEST_SUM - perOutput), most / 32767);
      // Of zeros only: any scale does.
      const share = scales[output] === 0 ? 0 : 1 / scales[output]!;
      for (let i = 0; i < perOutput; i++) integers[output * perOutput + i] = Math.round(row[i]! * share);
    }
    return { integers, scales };
  }

  #number({ offset, type }: StoredNumbers, index: number): number {
    if (type === 'int8') return this.#bytes.getInt8(offset + index);
    if (type === 'float16') return halfFloat(this.#bytes.getUint16(offset + 2 * index, true));
    return this.#bytes.getFloat32(offset + 4 * index, true);
  }

  #scale({ type, scale }: StoredNumbers, index: number, perOutput: number): number {
    if (type !== 'int8' || scale === undefined) return 1;
    return this.#bytes.getFloat32(scale + 4 * Math.floor(index / perOutput), true);
  }
}

/** The number that 16 bits of a half-precision float stand for. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  return sign * (exponent === 0 ? 2 ** -14 * fraction : 2 ** (exponent - 15) * (1 + fraction));
}

/** The networks whose weights this build has. */
export const networkNames: readonly string[] = Object.keys(networkFiles);

/**
 * Loads the weights of a network, which nothing has loaded before.
 *
 * @throws {SaliencyError} `ERR_NETWORK` when this build has no such weights.
 */
export async function loadNetwork(name: string): Promise<NetworkWeights> {
  const load = Object.hasOwn(networkFiles, name) ? networkFiles[name] : undefined;
  if (load === undefined) {
    const known = networkNames.length === 0 ? 'it has none' : `it has ${networkNames.join(', ')}`;
    throw new SaliencyError('ERR_NETWORK', `this build has no weights of a network "${name}": ${known}`);
  }
  const { layers, base64 } = await load();
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return new NetworkWeights(name, layers, bytes);
}
