import type { FrameSize } from '../core/frame.js';
import type { ModelDefinition } from '../core/model.js';
import { optionTable } from '../core/options.js';
import { PatchContrast } from '../features/patch-contrast.js';
import { Patches } from '../features/patches.js';
import { PlaneScaler } from '../features/plane-scaler.js';
import type { SmallPicture } from '../features/small-picture.js';
import { stretch } from '../features/stretch.js';
import { Arena } from '../kernels/arena.js';
import { instantiateKernels } from '../kernels/kernels.js';
import { FlowModel } from './flow-model.js';
import { flowOptions } from './flow-options.js';
import { KeyFrameMaps } from './key-frame-maps.js';
import { SmallMapMethod, type SmallMaps } from './small-map-method.js';

const options = optionTable({
  latency: flowOptions.latency,
  frameRemoval: flowOptions.frameRemoval,
  cutThreshold: flowOptions.cutThreshold,
  keyEvery: {
    type: 'number',
    integer: true,
    min: 1,
    max: 250,
    default: 12,
    summary: 'frames of a shot from one that is mapped to the next; maps are carried between',
  },
});

const LONG_SIDE = 250;
/** Scales that patches are taken at, each compared with itself, half and a quarter of it, but nothing below a fifth. */
const SCALES = [1, 0.8, 0.5, 0.3];
const LEAST_SCALE = 0.2;
/** What is attended to, in a map whose greatest value is 1. */
const ATTENDED = 0.8;

/** Patches that are like few others, with what is near to them. */
export const contextAware: ModelDefinition<typeof options> = {
  name: 'context-aware',
  summary: 'patches that are unlike all others, and what is near them: slow, shows a subject with its surroundings',
  reference: 'S. Goferman, L. Zelnik-Manor, A. Tal: Context-Aware Saliency Detection. CVPR 2010',
  kind: 'object',
  options,
  async create(size, { keyEvery, ...values }) {
    const along = { ...values, calibrated: false, hold: 0 };
    const arena = new Arena(FlowModel.bytes(size, along) + KeyFrameMaps.bytes(size));
    const kernels = instantiateKernels(arena.memory);
    const method = new SmallMapMethod(size, { longSide: LONG_SIDE, blur: 0 }, (small) => new ContrastMaps(small));
    return new FlowModel(kernels, arena, size, new KeyFrameMaps(kernels, arena, size, method, keyEvery), along);
  },
};

interface Scale {
  readonly planes: readonly Float32Array[];
  readonly scaler: PlaneScaler;
  readonly patches: Patches;
}

interface Comparison {
  readonly patches: Patches;
  readonly others: readonly Patches[];
  readonly contrast: Float32Array;
  /** From its patches to those at full size. */
  readonly scaler: PlaneScaler;
}

/** The mean over scales of the contrast of patches, weaker the farther it is from what is attended to. */
class ContrastMaps implements SmallMaps {
  readonly size: FrameSize;
  readonly #lab: readonly [Float32Array, Float32Array, Float32Array];
  readonly #scales: readonly Scale[];
  readonly #comparisons: readonly Comparison[];
  readonly #contrast: PatchContrast;
  readonly #scaled: Float32Array;
  readonly #distances: Float32Array;

  constructor(picture: FrameSize) {
    const { width, height } = picture;
    const sizeOf = (share: number): FrameSize => {
      return { width: Math.max(1, Math.round(share * width)), height: Math.max(1, Math.round(share * height)) };
    };
    const compared = SCALES.map((share) =>
      [share, share / 2, share / 4].filter((one) => one === share || one >= LEAST_SCALE),
    );
    const bytes = compared.flat().reduce((sum, share) => sum + Patches.bytes(sizeOf(share)), PatchContrast.bytes);
    const arena = new Arena(bytes);
    this.#contrast = new PatchContrast(instantiateKernels(arena.memory), arena);
    const scaleOf = (share: number): Scale => {
      const size = sizeOf(share);
      return {
        planes: [0, 1, 2].map(() => new Float32Array(size.width * size.height)),
        scaler: new PlaneScaler(picture, size),
        patches: new Patches(arena, size),
      };
    };
    const scales = new Map<number, Scale>();
    const known = (share: number) => {
      if (!scales.has(share)) scales.set(share, scaleOf(share));
      return scales.get(share)!;
    };
    this.size = known(1).patches.size;
    this.#comparisons = SCALES.map((share, i) => {
      const { patches } = known(share);
      return {
        patches,
        others: compared[i]!.map((one) => known(one).patches),
        contrast: new Float32Array(patches.size.width * patches.size.height),
        scaler: new PlaneScaler(patches.size, this.size),
      };
    });
    this.#scales = [...scales.values()];
    const plane = () => new Float32Array(width * height);
    this.#lab = [plane(), plane(), plane()];
    this.#scaled = new Float32Array(this.size.width * this.size.height);
    this.#distances = new Float32Array(this.size.width * this.size.height);
  }

  map(picture: SmallPicture, out: Float32Array): void {
    out.fill(0);
    if (picture.flat) return;
    picture.lab(...this.#lab);
    for (const { planes, scaler, patches } of this.#scales) {
      for (let c = 0; c < planes.length; c++) scaler.scale(this.#lab[c]!, planes[c]!);
      patches.cut(planes);
    }
    for (const { patches, others, contrast, scaler } of this.#comparisons) {
      this.#contrast.measure(patches, others, contrast);
      stretch(contrast);
      scaler.scale(contrast, this.#scaled);
      for (let i = 0; i < out.length; i++) out[i]! += this.#scaled[i]!;
    }
    if (stretch(out)) this.#drawTogether(out);
  }

  /** Weakens what is far from all that is attended to: times 1 less the distance, in units of the long side. */
  #drawTogether(map: Float32Array): void {
    const { width, height } = this.size;
    const distances = this.#distances;
    const unit = Math.max(width, height);
    distances.fill(Number.POSITIVE_INFINITY);
    for (let from = 0; from < map.length; from++) {
      if (map[from]! <= ATTENDED) continue;
      const x = from % width;
      const y = (from - x) / width;
      for (let v = 0, at = 0; v < height; v++) {
        for (let u = 0; u < width; u++, at++) {
          const square = (u - x) * (u - x) + (v - y) * (v - y);
          if (square < distances[at]!) distances[at] = square;
        }
      }
    }
    for (let i = 0; i < map.length; i++) map[i]! *= Math.max(0, 1 - Math.sqrt(distances[i]!) / unit);
  }
}
