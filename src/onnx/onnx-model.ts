import { OptionError } from '../core/errors.js';
import type { FrameSize } from '../core/frame.js';
import type { EmitMap, FrameStats, ModelDefinition, SaliencyModel } from '../core/model.js';
import { requireLength } from '../core/require-length.js';
import { Arena } from '../kernels/arena.js';
import { instantiateKernels } from '../kernels/kernels.js';
import { FlowModel } from '../models/flow-model.js';
import type { FrameMethod } from '../models/frame-method.js';
import { KeyFrameMaps } from '../models/key-frame-maps.js';
import { cutThresholdOption, ShotCuts } from '../temporal/shot-cuts.js';
import { describeNetwork, onnxOptions } from './onnx-options.js';
import { loadUserNetwork, UserNetwork } from './user-network.js';

/** A network of the user's own, whose maps are carried along the flow. */
const onnx: ModelDefinition<typeof onnxOptions> = {
  name: 'onnx',
  summary: 'a network of your own, from an ONNX file (--weights), through onnxruntime if you have installed it',
  reference: 'Whoever made the network; see docs/models.md for what is expected of it',
  kind: 'object',
  options: onnxOptions,
  async create(size, { weights, latency, networkEvery, ...use }) {
    if (weights === undefined) throw OptionError.of('weights', 'expected the path of an ONNX file, got none');
    const loaded = await loadUserNetwork(weights);
    const network = new UserNetwork(loaded, size, describeNetwork(use, loaded.properties));
    return new OnnxModel(size, network, { latency, every: networkEvery });
  },
};

// Threads load it as a module.
export default onnx;

/**
 * Asks a network about each k-th frame of a shot, and carries its answers between.
 *
 * The network answers later and maps are made at once: frames are foreseen, which asks it about those that it is to see,
 * and their answers wait in a row until their maps are made.
 */
class OnnxModel implements SaliencyModel {
  readonly width: number;
  readonly height: number;
  readonly latency: number;
  readonly #network: UserNetwork;
  readonly #every: number;
  readonly #flow: FlowModel;
  /** Finds the same cuts as the model along the flow does, before it. */
  readonly #cuts: ShotCuts;
  readonly #picture: Uint8Array;
  readonly #answers: Float32Array[] = [];
  readonly #milliseconds = { network: 0 };
  /** Frames since the network was asked; undefined where it has to be. */
  #age: number | undefined;

  constructor(
    size: FrameSize,
    network: UserNetwork,
    { latency, every }: { readonly latency: number; readonly every: number },
  ) {
    const { width, height } = size;
    const method: FrameMethod = {
      map: () => this.#takeAnswer(),
      restart: () => {},
      milliseconds: this.#milliseconds,
      counts: {},
    };
    // The network sees whole pictures, as it was trained to.
    const along = {
      latency,
      calibrated: false,
      frameRemoval: false,
      cutThreshold: cutThresholdOption.default,
      hold: 0,
    };
    const arena = new Arena(
      FlowModel.bytes(size, along) + KeyFrameMaps.bytes(size) + ShotCuts.bytes(size) + 3 * width * height + 64,
    );
    const kernels = instantiateKernels(arena.memory);
    this.width = width;
    this.height = height;
    this.latency = latency;
    this.#network = network;
    this.#every = every;
    this.#flow = new FlowModel(kernels, arena, size, new KeyFrameMaps(kernels, arena, size, method, every), along);
    this.#cuts = new ShotCuts(kernels, arena, size);
    this.#picture = arena.uint8(3 * width * height + 16);
  }

  async foresee(rgb: Uint8Array): Promise<void> {
    requireLength('rgb', rgb, 3 * this.width * this.height, `bytes for ${this.width}×${this.height} pixels`);
    this.#picture.set(rgb);
    const cut = this.#cuts.update(this.#picture.byteOffset, 3 * this.width);
    this.#age = cut || this.#age === undefined || this.#age + 1 >= this.#every ? 0 : this.#age + 1;
    this.#milliseconds.network = 0;
    if (this.#age > 0) return;
    const begin = performance.now();
    this.#answers.push(await this.#network.map(rgb));
    this.#milliseconds.network = performance.now() - begin;
  }

  push(rgb: Uint8Array, emit: EmitMap): FrameStats {
    return this.#flow.push(rgb, emit);
  }

  flush(emit: EmitMap): void {
    this.#flow.flush(emit);
  }

  reseed(): void {
    this.#flow.reseed();
    this.#age = undefined;
  }

  reset(): void {
    this.#flow.reset();
    this.#cuts.reset();
    this.#answers.length = 0;
    this.#age = undefined;
  }

  #takeAnswer(): Float32Array {
    const answer = this.#answers.shift();
    if (answer === undefined) throw new TypeError('a frame was pushed that had not been foreseen');
    return answer;
  }
}
