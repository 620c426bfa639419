import type { VideoSample } from 'mediabunny';
import { AreaScaler, type FrameSize, type PlanarPicture, type YuvColor, YuvScaler } from '../../browser.js';
import { turn } from './turn.js';

/** Says how the pixels of a clip are read. */
export interface PixelOptions {
  /** Upright. */
  readonly analysis: FrameSize;
  readonly rotation: 0 | 90 | 180 | 270;
  readonly color: YuvColor;
  readonly reading: 'exact' | 'fast';
}

/** Reads decoded pictures as rgb24 of the analysis size, upright. Memory is taken once for each size of pictures. */
export class FramePixels {
  readonly #options: PixelOptions;
  /** The analysis size before pictures are turned upright. */
  readonly #size: FrameSize;
  readonly #upright: Uint8Array;
  #key = '';
  #yuv: YuvScaler | undefined;
  #rgba: AreaScaler | undefined;
  #canvas: OffscreenCanvasRenderingContext2D | undefined;

  constructor(options: PixelOptions) {
    this.#options = options;
    const { width, height } = options.analysis;
    this.#size = options.rotation % 180 === 90 ? { width: height, height: width } : { width, height };
    this.#upright = new Uint8Array(3 * width * height);
  }

  /**
   * @param sample - read until the promise is settled.
   * @returns 3 · width · height bytes, overwritten by the next call.
   */
  async read(sample: VideoSample): Promise<Uint8Array> {
    if (this.#options.reading === 'fast') return this.#draw(sample);
    const { width, height } = sample.visibleRect;
    const key = `${sample.format} ${width} ${height}`;
    if (key !== this.#key) this.#prepare(key, sample.format, { width, height });
    if (this.#yuv !== undefined) {
      await sample.copyTo(this.#yuv.input, { layout: this.#layoutOf(sample.format, this.#yuv) });
      return this.#turned(this.#yuv.scale(), sample);
    }
    await sample.copyTo(this.#rgba!.input, { format: 'RGBA', colorSpace: 'srgb' });
    return this.#turned(this.#rgba!.scale(), sample);
  }

  #prepare(key: string, format: string | null, size: FrameSize): void {
    const picture = planarOf(format, size);
    this.#key = key;
    this.#yuv = picture && new YuvScaler(picture, this.#size, this.#options.color, alphaBytes(format, picture));
    this.#rgba = picture === undefined ? new AreaScaler({ ...size, channels: 4 }, this.#size) : undefined;
  }

  #layoutOf(format: string | null, { places, end }: YuvScaler): PlaneLayout[] {
    const planes = places.map(({ offset, stride }) => ({ offset, stride }));
    return format?.startsWith('I') && format.includes('A')
      ? [...planes, { offset: end, stride: places[0]!.stride }]
      : planes;
  }

  #turned(rgb: Uint8Array, { rotation, flip }: VideoSample): Uint8Array {
    if (rotation === 0 && !flip) return rgb;
    return turn(rgb, this.#size, rotation, flip, this.#upright);
  }

  #draw(sample: VideoSample): Uint8Array {
    const { width, height } = this.#options.analysis;
    this.#canvas ??= new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
    this.#canvas.imageSmoothingQuality = 'high';
    sample.draw(this.#canvas, 0, 0, width, height);
    const { data } = this.#canvas.getImageData(0, 0, width, height);
    const out = this.#upright;
    for (let i = 0, p = 0; p < out.length; i += 4, p += 3) {
      out[p] = data[i]!;
      out[p + 1] = data[i + 1]!;
      out[p + 2] = data[i + 2]!;
    }
    return out;
  }
}

/** Tells the planes of a format of WebCodecs; undefined for one that is read as RGBA. */
function planarOf(format: string | null, size: FrameSize): PlanarPicture | undefined {
  if (format === 'NV12') return { ...size, halvings: [1, 1], bits: 8, interleaved: true };
  const [, kind, bits] = /^I(420|422|444)A?(?:P(10|12))?$/.exec(format ?? '') ?? [];
  if (kind === undefined) return undefined;
  const halvings = { '420': [1, 1], '422': [1, 0], '444': [0, 0] } as const;
  return {
    ...size,
    halvings: halvings[kind as keyof typeof halvings],
    bits: bits === '10' ? 10 : bits === '12' ? 12 : 8,
  };
}

/** Bytes of the plane of alpha that is copied along and not looked at. */
function alphaBytes(format: string | null, { width, height, bits }: PlanarPicture): number {
  return format?.includes('A') ? width * height * (bits === 8 ? 1 : 2) : 0;
}
