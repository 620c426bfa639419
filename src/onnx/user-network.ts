import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { OptionError } from '../core/errors.js';
import type { FrameSize } from '../core/frame.js';
import { cut } from '../core/printable.js';
import { PlaneScaler } from '../features/plane-scaler.js';
import { describeSystemError } from '../files/describe-system-error.js';
import { fileProperties } from './file-properties.js';
import type { NetworkDescription } from './onnx-options.js';
import { loadRuntime, type Runtime, type RuntimeSession, type RuntimeTensor } from './runtime.js';

/** A network of the user's own, as its file was read. */
export interface LoadedNetwork {
  readonly runtime: Runtime;
  readonly session: RuntimeSession;
  readonly properties: ReadonlyMap<string, string>;
}

/** The network read last: one for all stills that are mapped by it. */
let last: { readonly key: string; readonly network: Promise<LoadedNetwork> } | undefined;

/**
 * Reads the file of a network; the one read last is kept until another is asked for, or its file has changed.
 *
 * @throws {OptionError} for a file that cannot be read or is no network.
 * @throws {SaliencyError} `ERR_RUNTIME` when no runtime is installed.
 */
export async function loadUserNetwork(path: string): Promise<LoadedNetwork> {
  const runtime = await loadRuntime();
  let key: string;
  try {
    const { mtimeMs, size } = await stat(path);
    key = [resolve(path), mtimeMs, size].join('\n');
  } catch (error) {
    throw unreadable(path, error);
  }
  if (last?.key !== key) last = { key, network: load(path, runtime) };
  const { network } = last;
  try {
    return await network;
  } catch (error) {
    if (last?.network === network) last = undefined;
    throw error;
  }
}

async function load(path: string, runtime: Runtime): Promise<LoadedNetwork> {
  let file: Uint8Array;
  try {
    file = await readFile(path);
  } catch (error) {
    throw unreadable(path, error);
  }
  try {
    return { runtime, session: await runtime.InferenceSession.create(file), properties: fileProperties(file) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw OptionError.of('weights', `${path} is no network that onnxruntime can load: ${cut(message, 200)}`, {
      cause: error,
    });
  }
}

function unreadable(path: string, error: unknown): OptionError {
  return OptionError.of('weights', `${path} cannot be read: ${describeSystemError(error as NodeJS.ErrnoException)}`, {
    cause: error,
  });
}

/** Evaluates a network on pictures of one size, and gives maps of that size. */
export class UserNetwork {
  readonly #network: LoadedNetwork;
  readonly #use: NetworkDescription;
  readonly #size: FrameSize;
  readonly #input: FrameSize;
  readonly #output: string;
  readonly #plane: Float32Array;
  readonly #planes: Float32Array;
  readonly #shrink: PlaneScaler;

  /** @throws {OptionError} for a network that is not one of a picture, and for what does not suit it. */
  constructor(network: LoadedNetwork, size: FrameSize, use: NetworkDescription) {
    const { session } = network;
    this.#network = network;
    this.#use = use;
    this.#size = size;
    this.#input = inputSizeOf(session, use.inputSize);
    this.#output = use.outputName ?? session.outputNames[0]!;
    if (!session.outputNames.includes(this.#output)) {
      const names = session.outputNames.join(', ');
      throw OptionError.of('outputName', `expected one of ${names}, got "${this.#output}"`);
    }
    this.#plane = new Float32Array(size.width * size.height);
    this.#planes = new Float32Array(3 * this.#input.width * this.#input.height);
    this.#shrink = new PlaneScaler(size, this.#input);
  }

  /**
   * Maps a picture.
   *
   * @param rgb - 3 · width · height bytes, borrowed until the promise is settled.
   * @returns width · height values in [0, 1], of the caller's own.
   */
  async map(rgb: Uint8Array): Promise<Float32Array> {
    const { runtime, session } = this.#network;
    const { width, height } = this.#input;
    const pixels = width * height;
    for (let channel = 0; channel < 3; channel++) {
      for (let i = 0, at = channel; i < this.#plane.length; i++, at += 3) this.#plane[i] = rgb[at]! / 255;
      const plane = this.#planes.subarray(channel * pixels, (channel + 1) * pixels);
      this.#shrink.scale(this.#plane, plane);
      const [mean, deviation] = [this.#use.mean[channel]!, this.#use.deviation[channel]!];
      for (let i = 0; i < pixels; i++) plane[i] = (plane[i]! - mean) / deviation;
    }
    const picture = new runtime.Tensor('float32', this.#planes, [1, 3, height, width]);
    const results = await session.run({ [session.inputNames[0]!]: picture }, [this.#output]);
    const { values, size } = mapOf(results[this.#output]!, this.#output);
    const activated = activate(values, this.#use.activation);
    const map = new Float32Array(this.#plane.length);
    new PlaneScaler(size, this.#size).scale(activated, map);
    for (let i = 0; i < map.length; i++) map[i] = Math.max(0, Math.min(1, map[i]!));
    return map;
  }
}

/** The size that a network sees pictures at: as its graph says, else as it was given. */
function inputSizeOf({ inputNames, inputMetadata }: RuntimeSession, given: FrameSize | undefined): FrameSize {
  if (inputNames.length !== 1) {
    throw OptionError.of('weights', `expected a network of one input, got one of ${inputNames.length}`);
  }
  const shape = inputMetadata?.[0]?.shape;
  if (shape !== undefined && (shape.length !== 4 || (typeof shape[1] === 'number' && shape[1] !== 3))) {
    throw OptionError.of('weights', `expected a network of 1×3×height×width numbers, got ${shape.join('×')}`);
  }
  const [height, width] = [shape?.[2], shape?.[3]].map((side) =>
    typeof side === 'number' && side > 0 ? side : undefined,
  );
  const size = { width: width ?? given?.width, height: height ?? given?.height };
  if (size.width === undefined || size.height === undefined) {
    throw OptionError.of('inputSize', 'expected a size as 320x320, which the network does not say, got none');
  }
  if (given !== undefined && (given.width !== size.width || given.height !== size.height)) {
    throw OptionError.of(
      'inputSize',
      `expected ${size.width}x${size.height}, as the network takes, got ${given.width}x${given.height}`,
    );
  }
  return { width: size.width, height: size.height };
}

/** The map that an output holds: its last two sides; all others are 1. */
function mapOf({ data, dims }: RuntimeTensor, name: string): { values: Float32Array; size: FrameSize } {
  const [height = 0, width = 0] = dims.slice(-2);
  if (!(data instanceof Float32Array) || dims.length < 2 || data.length === 0 || data.length !== width * height) {
    const got = data instanceof Float32Array ? dims.join('×') : 'numbers of another type';
    throw OptionError.of('outputName', `expected an output of 1×1×height×width floats, got ${got} of ${name}`);
  }
  return { values: data, size: { width, height } };
}

/** Makes values of [0, 1] of what a network gives; what is not a number is 0. */
function activate(values: Float32Array, activation: NetworkDescription['activation']): Float32Array {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  const range = greatest > least ? greatest - least : 1;
  const functions = {
    none: (value: number) => value,
    sigmoid: (value: number) => 1 / (1 + Math.exp(-value)),
    softmax: (value: number) => Math.exp(value - greatest),
    stretch: (value: number) => (value - least) / range,
  };
  const apply = functions[activation];
  return values.map((value) => (Number.isNaN(value) ? 0 : apply(value)));
}
