import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';

/** Pixels of a margin, and 32nds of a gray level, as assembly/flow.ts has them. */
const MARGIN = 16;
const UNIT = 32;

/** One size of a picture: int16 pixels behind a margin, rows `stride` pixels apart. */
export interface PyramidLevel {
  readonly width: number;
  readonly height: number;
  readonly stride: number;
  /** Byte offset of the first pixel. */
  readonly address: number;
}

/** A gray picture in halving sizes. */
export class ImagePyramid {
  readonly levels: readonly PyramidLevel[];
  readonly #kernels: Kernels;
  readonly #pixels: Int16Array;

  static bytes(width: number, height: number, levels: number): number {
    return layOut(width, height, levels).reduce((sum, level) => sum + 2 * samples(level) + 32, 0);
  }

  constructor(kernels: Kernels, arena: Arena, width: number, height: number, levels: number) {
    const planes = layOut(width, height, levels).map((level) => {
      const pixels = arena.int16(samples(level));
      return { ...level, pixels, address: pixels.byteOffset + 2 * (MARGIN * level.stride + MARGIN) };
    });
    this.levels = planes;
    this.#pixels = planes[0]!.pixels;
    this.#kernels = kernels;
  }

  /** @param gray - width · height bytes. */
  setGray(gray: Uint8Array): void {
    const { width, height, stride } = this.levels[0]!;
    const pixels = this.#pixels;
    for (let y = 0; y < height; y++) {
      const row = (y + MARGIN) * stride + MARGIN;
      for (let x = 0; x < width; x++) pixels[row + x] = UNIT * gray[y * width + x]!;
    }
    this.#fill();
  }

  /** @param rgb - byte offset of a picture of twice the size; an odd last row or column is left out. */
  setRgb(rgb: number, rgbStride: number): void {
    const { width, height, stride, address } = this.levels[0]!;
    this.#kernels.halfGray(rgb, rgbStride, width, height, address, stride);
    this.#fill();
  }

  #fill(): void {
    const { levels } = this;
    const kernels = this.#kernels;
    for (let i = 0; i < levels.length; i++) {
      const { width, height, stride, address } = levels[i]!;
      if (i > 0) kernels.halve(levels[i - 1]!.address, levels[i - 1]!.stride, address, stride, width, height);
      kernels.replicateMargin(address, width, height, stride);
    }
  }
}

function layOut(width: number, height: number, levels: number) {
  return Array.from({ length: levels }, (_, i) => ({
    width: width >> i,
    height: height >> i,
    stride: 8 * Math.ceil(((width >> i) + 2 * MARGIN) / 8),
  }));
}

function samples(level: { height: number; stride: number }): number {
  return level.stride * (level.height + 2 * MARGIN);
}
