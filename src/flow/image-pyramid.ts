import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';

/** Pixels of a margin, and 32nds of a gray level, as assembly/pyramid.ts has them. */
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
  readonly #kernels: Kernels;
  readonly #pixels: Int16Array;
  #levels: readonly PyramidLevel[] = [];

  static bytes(width: number, height: number, levels: number): number {
    return 2 * samplesIn(width, height, levels) + 16;
  }

  /** The largest size that there will be. */
  constructor(kernels: Kernels, arena: Arena, width: number, height: number, levels: number) {
    this.#kernels = kernels;
    this.#pixels = arena.int16(samplesIn(width, height, levels));
    this.setSize(width, height, levels);
  }

  /** The sizes, from the picture itself on. */
  get levels(): readonly PyramidLevel[] {
    return this.#levels;
  }

  setSize(width: number, height: number, levels: number): void {
    let start = this.#pixels.byteOffset;
    this.#levels = Array.from({ length: levels }, (_, i) => {
      const level = { width: width >> i, height: height >> i, stride: strideOf(width >> i) };
      const address = start + 2 * (MARGIN * level.stride + MARGIN);
      start += 2 * samplesOf(level);
      return { ...level, address };
    });
  }

  /**
   * Builds the pyramid of a gray picture.
   *
   * @param gray - width · height bytes.
   */
  setGray(gray: Uint8Array): void {
    const { width, height, stride } = this.#levels[0]!;
    const pixels = this.#pixels;
    for (let y = 0; y < height; y++) {
      const row = (y + MARGIN) * stride + MARGIN;
      for (let x = 0; x < width; x++) pixels[row + x] = UNIT * gray[y * width + x]!;
    }
    this.#fill();
  }

  /**
   * Builds the pyramid of an RGB picture at half its size.
   *
   * @param rgb - byte offset of a picture of twice the size; an odd last row or column is left out.
   */
  setRgb(rgb: number, rgbStride: number): void {
    const { width, height, stride, address } = this.#levels[0]!;
    this.#kernels.halfGray(rgb, rgbStride, width, height, address, stride);
    this.#fill();
  }

  #fill(): void {
    const levels = this.#levels;
    const kernels = this.#kernels;
    for (let i = 0; i < levels.length; i++) {
      const { width, height, stride, address } = levels[i]!;
      if (i > 0) kernels.halve(levels[i - 1]!.address, levels[i - 1]!.stride, address, stride, width, height);
      kernels.replicateMargin(address, width, height, stride);
    }
  }
}

function strideOf(width: number): number {
  return 8 * Math.ceil((width + 2 * MARGIN) / 8);
}

function samplesOf(level: { height: number; stride: number }): number {
  return level.stride * (level.height + 2 * MARGIN);
}

function samplesIn(width: number, height: number, levels: number): number {
  let sum = 0;
  for (let i = 0; i < levels; i++) sum += samplesOf({ height: height >> i, stride: strideOf(width >> i) });
  return sum;
}
