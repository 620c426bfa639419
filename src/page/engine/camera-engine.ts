import { VideoSample } from 'mediabunny';
import { analysisSize, createModel, defaultModel, type FrameSize, models, type SaliencyModel } from '../../browser.js';
import { FramePixels } from './frame-pixels.js';
import type { FromWorker } from './messages.js';
import { RateMeter } from './rate-meter.js';
import type { MappingOptions } from './session-options.js';

/** Maps the pictures of a camera as they come, one at a time, each at once. */
export class CameraEngine {
  readonly #options: MappingOptions;
  readonly #post: (message: FromWorker, transfer?: Transferable[]) => void;
  readonly #meter = new RateMeter();
  #made: { readonly size: FrameSize; readonly pixels: FramePixels; readonly model: SaliencyModel } | undefined;
  #shape = '';

  constructor(options: MappingOptions, post: (message: FromWorker, transfer?: Transferable[]) => void) {
    this.#options = options;
    this.#post = post;
  }

  /** @param picture - closed here. */
  async map(picture: VideoFrame | ImageBitmap): Promise<void> {
    const sample = new VideoSample(picture as VideoFrame, { timestamp: 0 });
    try {
      const { size, pixels, model } = await this.#for(sample);
      const rgb = await pixels.read(sample);
      await model.foresee?.(rgb);
      model.push(rgb, (map) => this.#tell(map, size));
    } finally {
      sample.close();
      picture.close();
    }
  }

  #tell(map: Float32Array, size: FrameSize): void {
    this.#meter.count(performance.now());
    const levels = Uint8Array.from(map, (value) => value * 255 + 0.5);
    this.#post({ kind: 'camera', map: { ...size, levels, fps: this.#meter.perSecond } }, [levels.buffer]);
  }

  /** The model for pictures of this shape: a phone that is turned gives others. */
  async #for({ displayWidth: width, displayHeight: height, rotation }: VideoSample) {
    const shape = `${width} ${height} ${rotation}`;
    if (this.#made !== undefined && shape === this.#shape) return this.#made;
    const { model = defaultModel, modelOptions, analysisSize: longSide = 240 } = this.#options;
    const size = analysisSize({ width, height }, longSide);
    const immediate = models.find(({ name }) => name === model)?.options.latency === undefined ? {} : { latency: 0 };
    this.#made = {
      size,
      // What a camera gives is drawn by the browser: its maps are compared with nothing.
      pixels: new FramePixels({
        analysis: size,
        rotation,
        color: { matrix: 'bt709', fullRange: false },
        reading: 'fast',
      }),
      model: await createModel(model, { ...modelOptions, ...immediate, ...size }),
    };
    this.#shape = shape;
    return this.#made;
  }
}
