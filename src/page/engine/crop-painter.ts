import type { VideoSample } from 'mediabunny';
import type { CropFrame, FrameSize, ReframePlan } from '../../browser.js';
import { FramePainter } from './frame-painter.js';
import type { OpenedClip } from './opened-clip.js';

/** Paints the crops of a plan at the size of its output. A crop of another shape lies between bars. */
export class CropPainter {
  readonly size: FrameSize;
  readonly #full: FramePainter;
  readonly #fill: string;
  readonly #canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D;

  constructor(clip: OpenedClip, { output, outputSampleAspect, fill }: ReframePlan) {
    const { num, den } = outputSampleAspect;
    // Pixels of the video are square: those of the clip may be of another shape.
    const even = (length: number) => Math.max(2, 2 * Math.round(length / 2));
    this.size = {
      width: even(num > den ? (output.width * num) / den : output.width),
      height: even(num < den ? (output.height * den) / num : output.height),
    };
    this.#full = new FramePainter({ clip, kind: 'frame' });
    this.#fill = fill;
    this.#canvas = new OffscreenCanvas(this.size.width, this.size.height);
    this.#context = this.#canvas.getContext('2d', { willReadFrequently: true })!;
  }

  /** Paints one frame. @returns a canvas that the next call paints over. */
  paint(sample: VideoSample, { crop }: CropFrame): OffscreenCanvas {
    const full = this.#full.paint(sample, undefined);
    const { width, height } = this.size;
    const part = [
      crop.x * full.width,
      crop.y * full.height,
      crop.width * full.width,
      crop.height * full.height,
    ] as const;
    const scale = Math.min(width / part[2], height / part[3]);
    const [inWidth, inHeight] = [Math.round(part[2] * scale), Math.round(part[3] * scale)];
    const context = this.#context;
    context.imageSmoothingQuality = 'high';
    // A pixel of rounding is no bar.
    if (width - inWidth < 3 && height - inHeight < 3) {
      context.drawImage(full, ...part, 0, 0, width, height);
      return this.#canvas;
    }
    if (this.#fill === 'blur') this.#blur(full, part);
    else {
      context.fillStyle = this.#fill;
      context.fillRect(0, 0, width, height);
    }
    context.drawImage(full, ...part, (width - inWidth) / 2, (height - inHeight) / 2, inWidth, inHeight);
    return this.#canvas;
  }

  /** Fills the output with the part itself, cut to its shape and out of focus. */
  #blur(full: OffscreenCanvas, [x, y, partWidth, partHeight]: readonly [number, number, number, number]): void {
    const { width, height } = this.size;
    const scale = Math.max(width / partWidth, height / partHeight);
    const [seenWidth, seenHeight] = [width / scale, height / scale];
    this.#context.filter = `blur(${Math.round(Math.min(width, height) / 25)}px)`;
    this.#context.drawImage(
      full,
      x + (partWidth - seenWidth) / 2,
      y + (partHeight - seenHeight) / 2,
      seenWidth,
      seenHeight,
      0,
      0,
      width,
      height,
    );
    this.#context.filter = 'none';
  }
}
