import type { FrameSize } from '../core/frame.js';
import type { SmallPicture } from '../features/small-picture.js';
import { Dct2d } from '../spectra/dct-2d.js';
import { frameModel } from './frame-model.js';
import { SmallMapMethod, type SmallMaps, spectrumOptions } from './small-map-method.js';

/** What is left of a small picture when only the signs of its cosine transform are kept. */
export const imageSignature = frameModel({
  name: 'image-signature',
  summary: 'what is sparse before an even ground, by the signs of the cosine transform: very fast, good for gaze',
  reference: 'X. Hou, J. Harel, C. Koch: Image Signature: Highlighting Sparse Salient Regions. PAMI 34 (2012)',
  kind: 'fixation',
  options: spectrumOptions,
  prepare: (size, { spectrumSize, spectrumBlur }) =>
    new SmallMapMethod(size, { longSide: spectrumSize, blur: spectrumBlur }, (small) => new SignatureMaps(small)),
});

/** Coefficients of a plane that are smaller are rounding errors, and have no sign. */
const ROUNDING = 1e-6;

/** Σ over L, a and b of IDCT(sign(DCT(x)))². */
class SignatureMaps implements SmallMaps {
  readonly size: FrameSize;
  readonly #dct: Dct2d;
  readonly #planes: readonly [Float64Array, Float64Array, Float64Array];

  constructor(size: FrameSize) {
    const plane = () => new Float64Array(size.width * size.height);
    this.size = size;
    this.#dct = new Dct2d(size);
    this.#planes = [plane(), plane(), plane()];
  }

  map(picture: SmallPicture, out: Float32Array): void {
    out.fill(0);
    if (picture.flat) return;
    picture.lab(...this.#planes);
    for (const plane of this.#planes) {
      this.#dct.forward(plane);
      for (let i = 0; i < plane.length; i++) plane[i] = Math.abs(plane[i]!) < ROUNDING ? 0 : Math.sign(plane[i]!);
      this.#dct.inverse(plane);
      for (let i = 0; i < out.length; i++) out[i]! += plane[i]! * plane[i]!;
    }
  }
}
