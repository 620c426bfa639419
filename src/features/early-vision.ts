import type { FrameSize } from '../core/frame.js';
import { Gabor, ORIENTATIONS } from './gabor.js';
import { Pyramid, type PyramidLevel } from './pyramid.js';
import type { SmallPicture } from './small-picture.js';

/** Features of one kind: each array is a pyramid, of which the levels from the first that is asked for are made. */
export interface FeatureChannel {
  readonly name: 'intensity' | 'color' | 'orientation' | 'flicker' | 'motion';
  readonly pyramids: readonly (readonly PyramidLevel[])[];
  /** True where what differs from its opposite across scales counts: red–green against green–red. */
  readonly opponent: boolean;
}

/** Steps of a pixel that brightness may have made: right, right and down, down, left and down. */
const DIRECTIONS = [
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
] as const;

/**
 * Finds what early vision sees in frames: brightness, opponent colors, orientation, and what changed since the frame
 * before. All as pyramids, whose level 0 is the picture.
 *
 * Colors of the paper: R = r − (g + b)/2, G = g − (r + b)/2, B = b − (r + g)/2, Y = (r + g)/2 − |r − g|/2 − b, negative ones 0, of r,
 * g and b over brightness where that is above a tenth of its maximum, else 0. Plain colors: r − g and b − (r + g)/2. Flicker: |I − I′|, of the frame before.
 * Motion: |I · shift(I′) − I′ · shift(I)| for four steps of a pixel at each level.
 *
 * Itti, Koch, Niebur, PAMI 20 (1998); Itti, Dhavale, Pighin, SPIE 5200 (2003).
 */
export class EarlyVision {
  readonly #first: number;
  readonly #plain: boolean;
  readonly #redGreen: Pyramid;
  readonly #blueYellow: Pyramid;
  readonly #flicker: Pyramid;
  readonly #gabor: Gabor;
  /** Brightness, in [0, 1], of this frame and the one before, in turn. */
  readonly #intensity: readonly [Pyramid, Pyramid];
  readonly #oriented: readonly (readonly PyramidLevel[])[];
  readonly #moving: readonly (readonly PyramidLevel[])[];
  readonly #still: readonly [readonly FeatureChannel[], readonly FeatureChannel[]];
  readonly #all: readonly [readonly FeatureChannel[], readonly FeatureChannel[]];
  #current: 0 | 1 = 0;
  #follows = false;

  /**
   * @param colors - `normalized` as in the paper, or `plain`.
   * @param first - the first level of orientation and motion that is made.
   * @param count - levels of the pyramids.
   */
  constructor(size: FrameSize, colors: 'normalized' | 'plain', first: number, count: number) {
    const pyramid = () => new Pyramid(size, count);
    this.#first = first;
    this.#plain = colors === 'plain';
    this.#redGreen = pyramid();
    this.#blueYellow = pyramid();
    this.#flicker = pyramid();
    this.#intensity = [pyramid(), pyramid()];
    const { levels } = this.#flicker;
    this.#gabor = new Gabor(levels[first]!);
    const stack = () => levels.map(({ width, height }) => ({ width, height, data: new Float32Array(width * height) }));
    this.#oriented = Array.from({ length: ORIENTATIONS }, stack);
    this.#moving = DIRECTIONS.map(stack);
    const stillOf = ({ levels }: Pyramid): readonly FeatureChannel[] => [
      { name: 'intensity', pyramids: [levels], opponent: false },
      { name: 'color', pyramids: [this.#redGreen.levels, this.#blueYellow.levels], opponent: true },
      { name: 'orientation', pyramids: this.#oriented, opponent: false },
    ];
    const moving: readonly FeatureChannel[] = [
      { name: 'flicker', pyramids: [levels], opponent: false },
      { name: 'motion', pyramids: this.#moving, opponent: false },
    ];
    this.#still = [stillOf(this.#intensity[0]), stillOf(this.#intensity[1])];
    this.#all = [
      [...this.#still[0], ...moving],
      [...this.#still[1], ...moving],
    ];
  }

  /** Forgets the frame before. */
  restart(): void {
    this.#follows = false;
  }

  /** Looks at the next frame. The channels are overwritten by the one after it; without a frame before, nothing moves. */
  look(picture: SmallPicture): readonly FeatureChannel[] {
    const before = this.#intensity[this.#current];
    this.#current = this.#current === 0 ? 1 : 0;
    const now = this.#intensity[this.#current];
    this.#split(picture, now.levels[0]!.data);
    now.build();
    this.#redGreen.build();
    this.#blueYellow.build();
    for (let level = this.#first; level < now.levels.length; level++) {
      const at = now.levels[level]!;
      this.#gabor.measure(at.data, at, [
        this.#oriented[0]![level]!.data,
        this.#oriented[1]![level]!.data,
        this.#oriented[2]![level]!.data,
        this.#oriented[3]![level]!.data,
      ]);
    }
    const follows = this.#follows;
    this.#follows = true;
    if (!follows) return this.#still[this.#current];
    this.#change(now, before);
    return this.#all[this.#current];
  }

  #split({ r, g, b }: SmallPicture, intensity: Float32Array): void {
    const redGreen = this.#redGreen.levels[0]!.data;
    const blueYellow = this.#blueYellow.levels[0]!.data;
    let brightest = 0;
    for (let i = 0; i < intensity.length; i++) {
      const value = (r[i]! + g[i]! + b[i]!) / 765;
      intensity[i] = value;
      if (value > brightest) brightest = value;
    }
    if (this.#plain) {
      for (let i = 0; i < intensity.length; i++) {
        redGreen[i] = (r[i]! - g[i]!) / 255;
        blueYellow[i] = (b[i]! - (r[i]! + g[i]!) / 2) / 255;
      }
      return;
    }
    for (let i = 0; i < intensity.length; i++) {
      const value = 255 * intensity[i]!;
      if (value <= 25.5 * brightest) {
        redGreen[i] = 0;
        blueYellow[i] = 0;
        continue;
      }
      const red = r[i]! / value;
      const green = g[i]! / value;
      const blue = b[i]! / value;
      const pureRed = Math.max(0, red - (green + blue) / 2);
      const pureGreen = Math.max(0, green - (red + blue) / 2);
      const pureBlue = Math.max(0, blue - (red + green) / 2);
      const yellow = Math.max(0, (red + green) / 2 - Math.abs(red - green) / 2 - blue);
      redGreen[i] = pureRed - pureGreen;
      blueYellow[i] = pureBlue - yellow;
    }
  }

  #change(now: Pyramid, before: Pyramid): void {
    const flicker = this.#flicker.levels[0]!.data;
    const [present, past] = [now.levels[0]!.data, before.levels[0]!.data];
    for (let i = 0; i < flicker.length; i++) flicker[i] = Math.abs(present[i]! - past[i]!);
    this.#flicker.build();
    for (let level = this.#first; level < now.levels.length; level++) {
      for (let d = 0; d < DIRECTIONS.length; d++) {
        const [dx, dy] = DIRECTIONS[d]!;
        move(now.levels[level]!, before.levels[level]!.data, dx, dy, this.#moving[d]![level]!.data);
      }
    }
  }
}

/** |I(x) I′(x − d) − I′(x) I(x − d)|; the border goes on as it ends. */
function move({ data, width, height }: PyramidLevel, before: Float32Array, dx: number, dy: number, out: Float32Array) {
  for (let y = 0; y < height; y++) {
    const row = Math.max(0, y - dy) * width;
    for (let x = 0; x < width; x++) {
      const from = row + Math.max(0, Math.min(width - 1, x - dx));
      const at = y * width + x;
      out[at] = Math.abs(data[at]! * before[from]! - before[at]! * data[from]!);
    }
  }
}
