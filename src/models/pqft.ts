import type { FrameSize } from '../core/frame.js';
import type { SmallPicture } from '../features/small-picture.js';
import { Fft2d } from '../spectra/fft-2d.js';
import { frameModel } from './frame-model.js';
import { SmallMapMethod, type SmallMaps, spectrumOptions } from './small-map-method.js';

/** What is left of color, brightness and motion together when only the phase of their spectrum is kept. */
export const pqft = frameModel({
  name: 'pqft',
  summary: 'the phase of the spectrum of color, brightness and motion as one quaternion: very fast, sees what moves',
  reference:
    'C. Guo, Q. Ma, L. Zhang: Spatio-temporal Saliency Detection Using Phase Spectrum of Quaternion Fourier Transform. CVPR 2008',
  kind: 'fixation',
  options: {
    ...spectrumOptions,
    motionLag: {
      type: 'number',
      integer: true,
      min: 1,
      max: 12,
      default: 3,
      summary: 'frames between the two whose difference in brightness is motion',
    },
  },
  prepare: (size, { spectrumSize, spectrumBlur, motionLag }) =>
    new SmallMapMethod(size, { longSide: spectrumSize, blur: spectrumBlur }, (small) => {
      return new QuaternionMaps(small, motionLag);
    }),
});

/** Moduli below this have no phase. */
const LEAST_MODULUS = 1e-9;

/**
 * q = M + RG μ₁ + BY μ₂ + I μ₃ as two complex planes, M + RG μ₁ and BY + I μ₁: the second one times μ₂. Their transforms
 * over the modulus of both, transformed back, squared.
 */
class QuaternionMaps implements SmallMaps {
  readonly size: FrameSize;
  readonly #fft: Fft2d;
  readonly #simplex: readonly [Float64Array, Float64Array];
  readonly #perplex: readonly [Float64Array, Float64Array];
  /** Brightness of the last frames, the next one in the place of the oldest. */
  readonly #past: readonly Float32Array[];
  #frames = 0;

  constructor(size: FrameSize, lag: number) {
    const pixels = size.width * size.height;
    const plane = () => new Float64Array(pixels);
    this.size = size;
    this.#fft = new Fft2d(size);
    this.#simplex = [plane(), plane()];
    this.#perplex = [plane(), plane()];
    this.#past = Array.from({ length: lag + 1 }, () => new Float32Array(pixels));
  }

  restart(): void {
    this.#frames = 0;
  }

  map(picture: SmallPicture, out: Float32Array): void {
    const [motion, redGreen] = this.#simplex;
    const [blueYellow, brightness] = this.#perplex;
    const { r, g, b } = picture;
    const kept = this.#past.length;
    const now = this.#past[this.#frames % kept]!;
    // At the start of a shot, the first frame stands for those before it.
    const before = this.#past[Math.max(0, this.#frames - kept + 1) % kept]!;
    this.#frames++;
    picture.intensity(now);
    out.fill(0);
    if (picture.flat) return;
    for (let i = 0; i < out.length; i++) {
      const [red, green, blue] = [r[i]!, g[i]!, b[i]!];
      motion[i] = Math.abs(now[i]! - before[i]!);
      // (r − (g + b)/2) − (g − (r + b)/2), and (b − (r + g)/2) − ((r + g)/2 − |r − g|/2 − b).
      redGreen[i] = 1.5 * (red - green);
      blueYellow[i] = 2 * blue - red - green + Math.abs(red - green) / 2;
      brightness[i] = now[i]!;
    }
    this.#fft.forward(motion, redGreen);
    this.#fft.forward(blueYellow, brightness);
    for (let i = 0; i < out.length; i++) {
      const modulus = Math.sqrt(motion[i]! ** 2 + redGreen[i]! ** 2 + blueYellow[i]! ** 2 + brightness[i]! ** 2);
      const scale = modulus < LEAST_MODULUS ? 0 : 1 / modulus;
      motion[i]! *= scale;
      redGreen[i]! *= scale;
      blueYellow[i]! *= scale;
      brightness[i]! *= scale;
    }
    this.#fft.inverse(motion, redGreen);
    this.#fft.inverse(blueYellow, brightness);
    for (let i = 0; i < out.length; i++) {
      out[i] = motion[i]! ** 2 + redGreen[i]! ** 2 + blueYellow[i]! ** 2 + brightness[i]! ** 2;
    }
  }
}
