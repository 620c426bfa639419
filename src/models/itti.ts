import type { FrameSize } from '../core/frame.js';
import { CENTERS, CenterSurround, LEVELS } from '../features/center-surround.js';
import { EarlyVision } from '../features/early-vision.js';
import { Pyramid } from '../features/pyramid.js';
import type { SmallPicture } from '../features/small-picture.js';
import { frameModel } from './frame-model.js';
import { SmallMapMethod, type SmallMaps } from './small-map-method.js';

/**
 * The published levels are those of pictures about 800 long, the first of which no map is made of: here the pyramid begins
 * with the second.
 */
const LONG_SIDE = 400;
const BLUR = 0.03;

/** What differs from its surroundings in brightness, color, orientation and change, at several scales. */
export const itti = frameModel({
  name: 'itti',
  summary: 'what differs from its surroundings in brightness, color, orientation, flicker and motion: the classic',
  reference:
    'L. Itti, C. Koch, E. Niebur: A Model of Saliency-Based Visual Attention for Rapid Scene Analysis. PAMI 20 (1998); L. Itti, N. Dhavale, F. Pighin: Realistic Avatar Eye and Head Animation. SPIE 5200 (2003)',
  kind: 'fixation',
  prepare: (size) =>
    new SmallMapMethod(size, { longSide: LONG_SIDE, blur: BLUR }, (small) => new ConspicuityMaps(small)),
});

/** The mean of the channels, each the sum of its differences across scales. */
class ConspicuityMaps implements SmallMaps {
  readonly size: FrameSize;
  readonly #vision: EarlyVision;
  readonly #differences: CenterSurround;
  readonly #channel: Float32Array;

  constructor(size: FrameSize) {
    this.#vision = new EarlyVision(size, 'normalized', CENTERS[0], LEVELS);
    this.#differences = new CenterSurround(new Pyramid(size, LEVELS).levels);
    this.size = this.#differences.size;
    this.#channel = new Float32Array(this.size.width * this.size.height);
  }

  map(picture: SmallPicture, out: Float32Array): void {
    const channels = this.#vision.look(picture);
    out.fill(0);
    if (picture.flat) return;
    for (let c = 0; c < channels.length; c++) {
      this.#differences.map(channels[c]!, this.#channel);
      for (let i = 0; i < out.length; i++) out[i]! += this.#channel[i]! / channels.length;
    }
  }

  restart(): void {
    this.#vision.restart();
  }
}
