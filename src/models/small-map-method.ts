import type { FrameSize } from '../core/frame.js';
import { optionTable } from '../core/options.js';
import { GaussianBlur } from '../features/gaussian-blur.js';
import { PlaneScaler } from '../features/plane-scaler.js';
import { SmallPicture } from '../features/small-picture.js';
import { stretch } from '../features/stretch.js';
import type { FrameMethod } from './frame-method.js';

/** Makes maps of small pictures of one size. */
export interface SmallMaps {
  /** Size of the maps. */
  readonly size: FrameSize;
  /** Writes the map of a picture, in any unit: 0 or more. */
  map(picture: SmallPicture, out: Float32Array): void;
  /** Forgets the pictures before; absent where none is remembered. */
  restart?(): void;
}

interface SmallMapOptions {
  /** Long side of the pictures. */
  readonly longSide: number;
  /** Standard deviation of the blur of the map, as a share of the long side of the picture. */
  readonly blur: number;
}

/** Options of the models that look at the spectrum of a small picture. */
export const spectrumOptions = optionTable({
  spectrumSize: {
    type: 'number',
    integer: true,
    min: 16,
    max: 256,
    default: 64,
    summary: 'long side of the picture whose spectrum is computed: the smaller, the larger what stands out',
  },
  spectrumBlur: {
    type: 'number',
    min: 0,
    max: 0.2,
    default: 0.045,
    summary: 'standard deviation of the blur of the map, as a share of its long side',
  },
});

/** The frame's method of what works on small pictures: scales down, maps, blurs, stretches to [0, 1] and scales up. */
export class SmallMapMethod implements FrameMethod {
  readonly milliseconds = { scaling: 0, map: 0, enlarging: 0 };
  readonly counts = {};
  readonly #whole: Float32Array;
  readonly #prepare: (size: FrameSize) => SmallMaps;
  readonly #options: SmallMapOptions;
  #stage: Stage;

  /**
   * @param size - the largest frame that will be given.
   * @param prepare - called for each size of small pictures.
   */
  constructor(size: FrameSize, options: SmallMapOptions, prepare: (size: FrameSize) => SmallMaps) {
    this.#whole = new Float32Array(size.width * size.height);
    this.#prepare = prepare;
    this.#options = options;
    this.#stage = stageOf(size, options, prepare, this.#whole);
  }

  map(rgb: Uint8Array, size: FrameSize): Float32Array {
    if (size.width !== this.#stage.width || size.height !== this.#stage.height) {
      this.#stage = stageOf(size, this.#options, this.#prepare, this.#whole);
    }
    const { picture, maps, blur, enlarger, small, map } = this.#stage;
    const times = this.milliseconds;
    const begin = performance.now();
    picture.read(rgb);
    const scaled = performance.now();
    // A frame of one color is told to the method too, which may remember it.
    maps.map(picture, small);
    if (picture.flat) {
      map.fill(0);
    } else {
      blur.blur(small);
      stretch(small);
    }
    const mapped = performance.now();
    if (!picture.flat) enlarger.scale(small, map);
    times.scaling = scaled - begin;
    times.map = mapped - scaled;
    times.enlarging = performance.now() - mapped;
    return map;
  }

  restart(): void {
    this.#stage.maps.restart?.();
  }
}

interface Stage extends FrameSize {
  readonly picture: SmallPicture;
  readonly maps: SmallMaps;
  readonly blur: GaussianBlur;
  readonly enlarger: PlaneScaler;
  readonly small: Float32Array;
  readonly map: Float32Array;
}

function stageOf(
  { width, height }: FrameSize,
  { longSide, blur }: SmallMapOptions,
  prepare: (size: FrameSize) => SmallMaps,
  whole: Float32Array,
): Stage {
  const size = { width, height };
  const picture = new SmallPicture(size, longSide);
  const maps = prepare({ width: picture.width, height: picture.height });
  return {
    ...size,
    picture,
    maps,
    blur: new GaussianBlur(maps.size, blur * Math.max(maps.size.width, maps.size.height)),
    enlarger: new PlaneScaler(maps.size, size),
    small: new Float32Array(maps.size.width * maps.size.height),
    map: whole.subarray(0, width * height),
  };
}
