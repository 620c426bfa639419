import type { FrameSize } from '../core/frame.js';
import type { SmallPicture } from '../features/small-picture.js';
import { SpectralResidual } from '../spectra/spectral-residual.js';
import { frameModel } from './frame-model.js';
import { SmallMapMethod, type SmallMaps, spectrumOptions } from './small-map-method.js';

/** What is unexpected in the spectrum of a small picture. */
export const spectralResidual = frameModel({
  name: 'spectral-residual',
  summary: 'what is unexpected in the spectrum of a small picture: very fast, draws to edges and small things',
  reference: 'X. Hou, L. Zhang: Saliency Detection: A Spectral Residual Approach. CVPR 2007',
  kind: 'fixation',
  options: {
    ...spectrumOptions,
    channels: {
      type: 'choice',
      choices: ['gray', 'lab'],
      default: 'gray',
      summary: 'the spectrum of brightness alone, or of each channel of CIELAB',
    },
  },
  prepare: (size, { spectrumSize, spectrumBlur, channels }) =>
    new SmallMapMethod(size, { longSide: spectrumSize, blur: spectrumBlur }, (small) => {
      return new ResidualMaps(small, channels === 'lab');
    }),
});

class ResidualMaps implements SmallMaps {
  readonly size: FrameSize;
  readonly #residual: SpectralResidual;
  readonly #planes: readonly [Float32Array, Float32Array, Float32Array] | undefined;
  readonly #gray: Float32Array;

  constructor(size: FrameSize, inColor: boolean) {
    const plane = () => new Float32Array(size.width * size.height);
    this.size = size;
    this.#residual = new SpectralResidual(size);
    this.#gray = plane();
    this.#planes = inColor ? [plane(), plane(), plane()] : undefined;
  }

  map(picture: SmallPicture, out: Float32Array): void {
    out.fill(0);
    if (picture.flat) return;
    if (this.#planes === undefined) {
      picture.intensity(this.#gray);
      this.#residual.addMap(this.#gray, out);
      return;
    }
    picture.lab(...this.#planes);
    for (const plane of this.#planes) this.#residual.addMap(plane, out);
  }
}
