import type { FrameSize } from '../core/frame.js';
import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import { writeLab } from './color.js';
import { Connectivity } from './connectivity.js';
import { LabTables } from './lab-tables.js';
import type { PixelLabels } from './pixel-labels.js';
import type { Runs } from './runs.js';

const MAX_PASSES = 10;
// Centers rest when they move by less than this on average, in units of CIELAB: at a compactness of 20 a fortieth of
// the distance between them.
const AT_REST = 0.5;
// From picture to picture, a center that would move by less than this stays, so that noise does not stir the superpixels
// of what is still.
const STAYS = 1;
// From picture to picture, centers that moved by more than this get a second pass.
const MUCH = 4;
// How far a center reaches beyond itself, as a share of the distance between centers. The published window is 1; as
// whole blocks of pixels are compared, this is one of about 0.75, which gives more compact superpixels of less noise.
const REACH = 0.6;
// A superpixel smaller than this share of the mean one is given to its neighbors, and one larger than that is split
// when a center is free.
const LEAST_AREA = 0.2;
const SPLIT_AREA = 1.6;
// Squared distances have 24 bits, see the kernel: no two colors of sRGB are further apart than this.
const GREATEST_DISTANCE = 2 ** 12 - 1;
const GREATEST_COLOR_DISTANCE = 260;
const BLOCK = 8;

export interface SlicOptions {
  /** How many superpixels are wished for. */
  readonly superpixels: number;
  /** Weight of distance in the picture against distance in color. */
  readonly compactness: number;
}

/** The most superpixels that come of a wish for so many: those of the grid that fits the picture best. */
export function maxSuperpixels(wish: number): number {
  return Math.ceil(wish + Math.sqrt(wish)) + 1;
}

/**
 * Superpixels by k-means of color and position: simple linear iterative clustering.
 *
 * Holds the picture in CIELAB, fixed point, and the centers. After `divide` or `follow`, the superpixels are numbered
 * from 0 in the order of their centers, `runs` holds their shapes, and `lab` their colors.
 *
 * Achanta et al., "SLIC Superpixels Compared to State-of-the-Art Superpixel Methods", PAMI 2012.
 */
export class Slic {
  readonly #kernels: Kernels;
  readonly #options: SlicOptions;
  readonly #runs: Runs;
  readonly #tables: LabTables;
  readonly #connectivity: Connectivity;
  readonly #columns: Int32Array;
  readonly #la: Int16Array;
  readonly #bx: Int16Array;
  readonly #scratch: Uint8Array;
  readonly #image: PixelLabels & { stride: number; planeBytes: number };
  // One memory, two types: (L, a, b, x term) in fixed point, then x and y in pixels; 16 bytes a center.
  readonly #centers: Int16Array;
  readonly #places: Float32Array;
  readonly #nodeOfCenter: Int32Array;
  readonly #values: Float32Array;
  /** L, a and b of each superpixel: those of the mean of its pixels' RGB. */
  readonly lab: Float64Array;
  /** Superpixels of the last picture. */
  count = 0;
  /** Centers: those that have no pixel at the moment included. */
  #centerCount = 0;
  #width = 0;
  #height = 0;
  #gridColumns = 0;
  #gridRows = 0;
  #step = 1;
  #colorUnit = 1;
  #spaceUnit = 1;

  static bytes(size: FrameSize, options: SlicOptions): number {
    const centers = maxSuperpixels(options.superpixels);
    const stride = padded(size.width);
    return (
      Connectivity.bytes(size.width * size.height, centers) +
      scratchBytes(stride) +
      4 * stride +
      (10 + 3) * stride * (size.height + BLOCK) +
      (16 + 48 + 24 + 4 + 4) * centers +
      256
    );
  }

  /** @param size - the largest picture that will be given. */
  constructor(kernels: Kernels, arena: Arena, runs: Runs, size: FrameSize, options: SlicOptions) {
    const centers = maxSuperpixels(options.superpixels);
    const stride = padded(size.width);
    const pixels = stride * size.height;
    this.#kernels = kernels;
    this.#options = options;
    this.#runs = runs;
    this.#tables = new LabTables(kernels, arena.memory);
    this.#connectivity = new Connectivity(kernels, arena, size.width * size.height, centers);
    this.#columns = arena.int32(stride);
    this.#la = arena.int16(2 * pixels);
    this.#bx = arena.int16(2 * pixels);
    this.#scratch = arena.uint8(scratchBytes(stride));
    this.#image = {
      labels: arena.uint16(pixels + BLOCK),
      stride,
      // The rows behind the last complete its blocks.
      planes: arena.uint8(3 * stride * (size.height + BLOCK)),
      planeBytes: 0,
      sums: arena.float64(6 * centers),
    };
    this.#centers = arena.int16(8 * centers);
    this.#places = new Float32Array(this.#centers.buffer, this.#centers.byteOffset, 4 * centers);
    this.#nodeOfCenter = arena.int32(centers);
    this.#values = arena.float32(centers);
    this.lab = arena.float64(3 * centers);
    this.setSize(size);
  }

  /** Makes ready for pictures of another size: any that fits into the first one's. */
  setSize({ width, height }: FrameSize): void {
    const image = this.#image;
    this.#width = width;
    this.#height = height;
    image.stride = padded(width);
    image.planeBytes = image.stride * (height + BLOCK);
    const wish = Math.min(this.#options.superpixels, width * height);
    const side = Math.sqrt((width * height) / wish);
    const short = Math.min(width, height);
    const across = Math.max(1, Math.min(short, Math.round(short / side)));
    const along = Math.max(1, Math.min(Math.max(width, height), Math.round(wish / across)));
    this.#gridColumns = width < height ? across : along;
    this.#gridRows = width < height ? along : across;
    this.#centerCount = across * along;
    this.#step = Math.sqrt((width * height) / this.#centerCount);

    const weight = this.#options.compactness / this.#step;
    const reach = weight * (REACH * this.#step + BLOCK) * Math.SQRT2;
    this.#colorUnit = GREATEST_DISTANCE / Math.hypot(GREATEST_COLOR_DISTANCE, reach);
    this.#spaceUnit = weight * this.#colorUnit;
    this.#tables.setUnit(this.#colorUnit);
    for (let x = 0; x < image.stride; x++) this.#columns[x] = Math.round(x * this.#spaceUnit) << 16;
  }

  /**
   * Reads a picture.
   *
   * @param rgb - address of its first pixel; the 16 bytes behind the last are read but not used.
   * @param rgbStride - bytes from row to row.
   */
  read(rgb: number, rgbStride: number): void {
    const { planes, planeBytes, stride } = this.#image;
    this.#kernels.rgbToLab(
      rgb,
      rgbStride,
      this.#width,
      this.#height,
      this.#columns.byteOffset,
      this.#la.byteOffset,
      this.#bx.byteOffset,
      planes.byteOffset,
      planeBytes,
      stride,
    );
  }

  /** Divides the picture from nothing. Returns the passes that it took. */
  divide(): number {
    this.#seed();
    this.#assign();
    let passes = 1;
    while (passes < MAX_PASSES && this.#shift() > AT_REST) {
      this.#moveCenters(0);
      this.#assign();
      passes++;
    }
    this.#finish(0);
    return passes;
  }

  /**
   * Divides a picture that continues the last one: superpixels keep their numbers as long as none vanishes or appears.
   * Returns the passes that it took, 1 or 2.
   */
  follow(): number {
    this.#assign();
    let passes = 1;
    if (this.#shift() > MUCH) {
      this.#moveCenters(0);
      this.#assign();
      passes++;
    }
    this.#finish(STAYS);
    return passes;
  }

  /**
   * Writes the value of each pixel's superpixel.
   *
   * @param values - one a superpixel.
   * @param out - address of float32.
   * @param outStride - values from row to row.
   */
  paint(values: Float64Array, out: number, outStride: number): void {
    for (let center = 0; center < this.#centerCount; center++) {
      const node = this.#nodeOfCenter[center]!;
      if (node >= 0) this.#values[center] = values[node]!;
    }
    const { labels, stride } = this.#image;
    const { byteOffset } = this.#values;
    this.#kernels.paintLabels(labels.byteOffset, stride, this.#width, this.#height, byteOffset, out, outStride);
  }

  #seed(): void {
    let center = 0;
    for (let row = 0; row < this.#gridRows; row++) {
      for (let column = 0; column < this.#gridColumns; column++) {
        const x = Math.floor(((column + 0.5) * this.#width) / this.#gridColumns);
        const y = Math.floor(((row + 0.5) * this.#height) / this.#gridRows);
        this.#seedAt(center++, x, y);
      }
    }
  }

  /** Puts a center on the pixel of least gradient around (x, y), so that it starts neither on an edge nor on noise. */
  #seedAt(center: number, x: number, y: number): void {
    let bestX = x;
    let bestY = y;
    let least = Number.POSITIVE_INFINITY;
    for (let v = Math.max(1, y - 1); v <= Math.min(this.#height - 2, y + 1); v++) {
      for (let u = Math.max(1, x - 1); u <= Math.min(this.#width - 2, x + 1); u++) {
        const gradient = this.#gradient(2 * (v * this.#image.stride + u));
        if (gradient < least) {
          least = gradient;
          bestX = u;
          bestY = v;
        }
      }
    }
    const pixel = 2 * (bestY * this.#image.stride + bestX);
    this.#setCenter(center, bestX, bestY, this.#la[pixel]!, this.#la[pixel + 1]!, this.#bx[pixel]!);
  }

  #gradient(at: number): number {
    const la = this.#la;
    const bx = this.#bx;
    const row = 2 * this.#image.stride;
    return (
      (la[at + 2]! - la[at - 2]!) ** 2 +
      (la[at + 3]! - la[at - 1]!) ** 2 +
      (bx[at + 2]! - bx[at - 2]!) ** 2 +
      (la[at + row]! - la[at - row]!) ** 2 +
      (la[at + row + 1]! - la[at - row + 1]!) ** 2 +
      (bx[at + row]! - bx[at - row]!) ** 2
    );
  }

  #setCenter(center: number, x: number, y: number, l: number, a: number, b: number): void {
    const at = 8 * center;
    this.#centers[at] = l;
    this.#centers[at + 1] = a;
    this.#centers[at + 2] = b;
    this.#centers[at + 3] = Math.round(x * this.#spaceUnit);
    this.#places[4 * center + 2] = x;
    this.#places[4 * center + 3] = y;
  }

  #assign(): void {
    const { labels, planes, planeBytes, stride, sums } = this.#image;
    this.#kernels.assignPixels(
      this.#la.byteOffset,
      this.#bx.byteOffset,
      planes.byteOffset,
      planeBytes,
      stride,
      this.#width,
      this.#height,
      this.#centers.byteOffset,
      this.#centerCount,
      REACH * this.#step,
      this.#spaceUnit,
      this.#scratch.byteOffset,
      labels.byteOffset,
      sums.byteOffset,
    );
  }

  /** How far the centers are from the middle of their pixels, on average, in units of CIELAB. */
  #shift(): number {
    const { sums } = this.#image;
    const places = this.#places;
    let sum = 0;
    for (let center = 0; center < this.#centerCount; center++) {
      const pixels = sums[6 * center]!;
      if (pixels === 0) continue;
      const dx = sums[6 * center + 1]! / pixels - places[4 * center + 2]!;
      const dy = sums[6 * center + 2]! / pixels - places[4 * center + 3]!;
      sum += Math.sqrt(dx * dx + dy * dy);
    }
    return (sum * this.#options.compactness) / (this.#step * this.#centerCount);
  }

  /**
   * Moves each center to the mean of its pixels, and numbers those that have any.
   *
   * @param stays - a center that would move by less, in units of CIELAB, stays.
   */
  #moveCenters(stays: number): void {
    const { sums } = this.#image;
    const { lab } = this;
    const unit = this.#colorUnit;
    let node = 0;
    for (let center = 0; center < this.#centerCount; center++) {
      const at = 6 * center;
      const pixels = sums[at]!;
      if (pixels === 0) {
        this.#nodeOfCenter[center] = -1;
        continue;
      }
      const scale = 1 / (255 * pixels);
      writeLab(sums[at + 3]! * scale, sums[at + 4]! * scale, sums[at + 5]! * scale, lab, 3 * node);
      const l = Math.round(unit * lab[3 * node]!);
      const a = Math.round(unit * lab[3 * node + 1]!);
      const b = Math.round(unit * lab[3 * node + 2]!);
      const x = sums[at + 1]! / pixels;
      const y = sums[at + 2]! / pixels;
      if (this.#distance(center, x, y, l, a, b) >= stays) this.#setCenter(center, x, y, l, a, b);
      this.#nodeOfCenter[center] = node++;
    }
    this.count = node;
  }

  /** Distance of a center from a place and a fixed-point color, in units of CIELAB. */
  #distance(center: number, x: number, y: number, l: number, a: number, b: number): number {
    const centers = this.#centers;
    const at = 8 * center;
    const dl = l - centers[at]!;
    const da = a - centers[at + 1]!;
    const db = b - centers[at + 2]!;
    const dx = this.#spaceUnit * (x - this.#places[4 * center + 2]!);
    const dy = this.#spaceUnit * (y - this.#places[4 * center + 3]!);
    return Math.sqrt(dl * dl + da * da + db * db + dx * dx + dy * dy) / this.#colorUnit;
  }

  /** Makes the superpixels connected, and the centers ready for the next picture. */
  #finish(stays: number): void {
    const { labels, stride } = this.#image;
    const runs = this.#runs;
    const minArea = Math.floor(LEAST_AREA * this.#step * this.#step);
    runs.read(labels, stride, this.#width, this.#height);
    this.#connectivity.enforce(this.#image, runs, this.#centerCount, minArea);
    this.#moveCenters(stays);
    runs.relabel(this.#nodeOfCenter);
    if (this.count < this.#centerCount) this.#reseed();
  }

  /** Gives each center without a pixel a part of the largest superpixel, if that is large enough for two. */
  #reseed(): void {
    const { sums } = this.#image;
    for (let center = 0; center < this.#centerCount; center++) {
      if (sums[6 * center] !== 0) continue;
      let largest = center;
      for (let other = 0; other < this.#centerCount; other++) {
        if (sums[6 * other]! > sums[6 * largest]!) largest = other;
      }
      const area = sums[6 * largest]!;
      if (area < SPLIT_AREA * this.#step * this.#step) return;
      const shift = Math.sqrt(area) / 4;
      const x = this.#places[4 * largest + 2]!;
      const y = this.#places[4 * largest + 3]!;
      // Halved along the longer side of the picture; the next passes move both to where they belong.
      const dx = this.#width < this.#height ? 0 : shift;
      const dy = shift - dx;
      this.#seedAt(center, clamp(x + dx, this.#width), clamp(y + dy, this.#height));
      this.#seedAt(largest, clamp(x - dx, this.#width), clamp(y - dy, this.#height));
      sums[6 * center] = area / 2;
      sums[6 * largest] = area / 2;
    }
  }
}

/** The pixel that a coordinate lies in. */
function clamp(position: number, length: number): number {
  return Math.max(0, Math.min(length - 1, Math.round(position)));
}

/** Rows are padded so that a block of eight pixels never crosses into the next. */
function padded(width: number): number {
  return (width + BLOCK - 1) & -BLOCK;
}

function scratchBytes(stride: number): number {
  return 16384 + BLOCK * BLOCK + 512 * (stride / BLOCK) + 64;
}
