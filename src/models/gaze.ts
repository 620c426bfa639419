import type { FrameSize } from '../core/frame.js';
import type { ModelDefinition } from '../core/model.js';
import { optionTable } from '../core/options.js';
import { Arena } from '../kernels/arena.js';
import { instantiateKernels, type Kernels } from '../kernels/kernels.js';
import { GazeNetwork } from '../networks/gaze-network.js';
import { NetworkInput } from '../networks/network-input.js';
import { loadNetwork, type NetworkWeights } from '../networks/weights.js';
import { CarriedMap } from '../temporal/carried-map.js';
import type { Evidence, MovingFrame } from '../temporal/map-maker.js';
import { FlowModel, type ShotMapMaker } from './flow-model.js';
import { flowOptions } from './flow-options.js';

const options = optionTable({
  ...flowOptions,
  centerBias: {
    type: 'number',
    min: 0,
    max: 4,
    default: 1,
    summary: 'share of what people look at for being in the middle: 1 as they do, 0 not at all',
  },
  motionWeight: {
    type: 'number',
    min: 0,
    max: 5,
    default: 1,
    summary: 'how much oftener what moves fast by itself is looked at than what stands: e to the power of this, times',
  },
});

/** Speed at which half of the weight of motion counts, in pixels a frame of a picture 400 long. */
const HALF_SPEED = 2;
/** What tells that a frame holds the eye, each from where it tells nothing to where it is enough by itself. */
const EVIDENCE = {
  /** Times that the peak exceeds the mean density. */
  peak: [13, 24],
  /** Standard deviation of color within tiles, in levels of 255. */
  spread: [12, 20],
  /** Share of the picture that moves by itself, by a pixel a frame or more of a picture 400 long. */
  moving: [0.002, 0.01],
} as const;
const TILE = 32;
/**
 * What viewers see sharply is wider than what the network expects their eyes to rest on: logits are weakened, and
 * densities blurred twice over boxes with this share of the long side from the middle to the edge.
 */
const SHARPNESS = 0.9;
const BLUR = 1 / 80;
/** A picture that varies less is of one color: it shows nothing. */
const LEAST_SPREAD = 0.5;
/** Pixels that the network sees, about: more than it was trained with, which shows it small faces. */
const PICTURE = 256 * 192;
const MOVING = 1;

/** A network's estimate of where viewers look, and what moves, carried along the flow. */
export const gaze: ModelDefinition<typeof options> = {
  name: 'gaze',
  summary: 'where eyes rest: a small network trained on the gaze of viewers, what moves by itself weighed in',
  reference: 'A network of this project; see docs/networks.md for its data, terms and figures',
  notice:
    'The network was trained on OSIE and NUS-Scene (MIT), pictures of MIT1003, and DUTS-TR, free for academic research',
  kind: 'fixation',
  options,
  async create(size, values) {
    const weights = await loadNetwork('gaze');
    const arena = new Arena(FlowModel.bytes(size, { ...values, hold: 0 }) + GazeMaps.bytes(size, weights));
    const kernels = instantiateKernels(arena.memory);
    const maker = new GazeMaps(kernels, arena, size, { ...values, weights });
    return new FlowModel(kernels, arena, size, maker, { ...values, hold: 0 });
  },
};

interface GazeOptions {
  readonly weights: NetworkWeights;
  readonly centerBias: number;
  readonly motionWeight: number;
  readonly networkEvery: number;
}

/** The density of fixations on each frame of a shot, scaled to a maximum of 1. */
class GazeMaps implements ShotMapMaker {
  readonly #kernels: Kernels;
  readonly #options: GazeOptions;
  readonly #input: NetworkInput;
  readonly #network: GazeNetwork;
  readonly #logits: CarriedMap;
  readonly #scratch: Float32Array;
  readonly #milliseconds = { networks: 0, density: 0 };
  readonly stats = { milliseconds: this.#milliseconds, counts: {} };
  readonly #evidence = { motion: undefined, empty: false, confidence: 0 };
  #size: FrameSize;
  /** Frames since the network was evaluated. */
  #age = 0;

  static bytes(size: FrameSize, weights: NetworkWeights): number {
    return (
      NetworkInput.bytes(size) +
      GazeNetwork.bytes(weights) +
      CarriedMap.bytes(size) +
      4 * size.width * (size.height + 1) +
      16
    );
  }

  constructor(kernels: Kernels, arena: Arena, size: FrameSize, options: GazeOptions) {
    this.#kernels = kernels;
    this.#options = options;
    this.#size = size;
    this.#input = new NetworkInput(kernels, arena, size, PICTURE);
    this.#network = new GazeNetwork(kernels, arena, options.weights, this.#input);
    this.#network.centerStrength = options.centerBias;
    this.#logits = new CarriedMap(kernels, arena, size);
    this.#scratch = arena.float32(size.width * (size.height + 1));
  }

  setSize(size: FrameSize): void {
    this.#size = size;
    this.#input.setSize(size);
    this.#network.setSize();
  }

  make({ rgb, back, motion, anew }: MovingFrame, map: Float32Array): Evidence {
    const { width, height } = this.#size;
    const begin = performance.now();
    this.#input.read(rgb);
    const { picture, size } = this.#input;
    const kernels = this.#kernels;
    const spread = kernels.tileSpread(picture, size.width, size.height, TILE);
    this.#age = back === undefined || anew || this.#age + 1 >= this.#options.networkEvery ? 0 : this.#age + 1;
    if (this.#age > 0) {
      this.#logits.carry(this.#size, back!);
    } else {
      this.#network.run();
      this.#network.enlarge(this.#logits.map);
    }
    const answered = performance.now();
    const pixels = width * height;
    for (let i = 0; i < pixels; i++) map[i] = SHARPNESS * this.#logits.map[i]!;
    let moving = 0;
    if (motion !== undefined) {
      const { u, v, width: columns, height: rows } = motion;
      const { motionWeight } = this.#options;
      const flow = [u.byteOffset, v.byteOffset, columns, rows] as const;
      kernels.addSpeed(map.byteOffset, width, height, ...flow, motionWeight, HALF_SPEED);
      moving = kernels.shareFaster(u.byteOffset, v.byteOffset, columns * rows, MOVING);
    }
    kernels.softmax(map.byteOffset, pixels, map.byteOffset);
    const peak = 1 / kernels.mean(map.byteOffset, pixels);
    const radius = Math.max(1, Math.round(BLUR * Math.max(width, height)));
    for (let pass = 0; pass < 2; pass++)
      kernels.boxBlur(map.byteOffset, width, height, radius, this.#scratch.byteOffset);
    kernels.scaleToPeak(map.byteOffset, pixels);
    this.#evidence.confidence = confidenceOf(peak, spread, moving);
    this.#evidence.empty = spread < LEAST_SPREAD;
    if (this.#evidence.empty) map.fill(0);
    this.#milliseconds.networks = answered - begin;
    this.#milliseconds.density = performance.now() - answered;
    return this.#evidence;
  }

  /** Densities that were averaged have a lower peak, which is 1 again. */
  finish(map: Float32Array): void {
    this.#kernels.scaleToPeak(map.byteOffset, this.#size.width * this.#size.height);
  }
}

/** How sure it is that a frame holds the eye: any evidence is enough, and weak evidence adds up. */
function confidenceOf(peak: number, spread: number, moving: number): number {
  return (
    1 - (1 - ramp(peak, EVIDENCE.peak)) * (1 - ramp(spread, EVIDENCE.spread)) * (1 - ramp(moving, EVIDENCE.moving))
  );
}

function ramp(value: number, [from, to]: readonly [number, number]): number {
  return Math.max(0, Math.min(1, (value - from) / (to - from)));
}
