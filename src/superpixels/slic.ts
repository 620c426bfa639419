import type { FrameSize } from '../core/frame.js';
import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import { Connectivity } from './connectivity.js';
import { LabTables } from './lab-tables.js';
import type { Runs } from './runs.js';

const MAX_PASSES = 10;
const FOLLOWING_PASSES = 2;
// Centers rest when they move less than this on average, in units of CIELAB with columns and rows weighed in.
const AT_REST = 0.25;
// A superpixel smaller than this share of the mean one is given to its neighbors.
const LEAST_AREA = 0.2;
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
 * Holds the picture in CIELAB, fixed point, and the centers, and leaves labels in `runs`.
 *
 * Achanta et al., "SLIC Superpixels Compared to State-of-the-Art Superpixel Methods", PAMI 2012.
 */
export class Slic {
  readonly #kernels: Kernels;
  readonly #options: SlicOptions;
  readonly #tables: LabTables;
  readonly #connectivity: Connectivity;
  readonly #runs: Runs;
  readonly #columns: Int32Array;
  readonly #la: Int16Array;
  readonly #bx: Int16Array;
  readonly #labels: Uint16Array;
  readonly #scratch: Uint8Array;
  readonly #sums: Float64Array;
  readonly #map: Int32Array;
  // One memory, two types: (L, a, b, x term) in fixed point, then x and y in pixels; 16 bytes a center.
  readonly #centers: Int16Array;
  readonly #places: Float32Array;
  #width = 0;
  #height = 0;
  #stride = 0;
  #gridColumns = 0;
  #gridRows = 0;
  #step = 1;
  #spaceUnit = 1;
  #minArea = 1;
  /** Centers, dead ones included. */
  #count = 0;
  /** Superpixels of the last picture. */
  count = 0;

  static bytes(size: FrameSize, options: SlicOptions): number {
    const centers = maxSuperpixels(options.superpixels);
    const stride = padded(size.width);
    const pixels = stride * size.height;
    return (
      LabTables.bytes() +
      Connectivity.bytes(size.width * size.height, centers) +
      scratchBytes(stride) +
      4 * stride +
      10 * pixels +
      (48 + 16 + 4) * centers +
      256
    );
  }

  /** @param size - the largest picture that will be given. */
  constructor(kernels: Kernels, arena: Arena, runs: Runs, size: FrameSize, options: SlicOptions) {
    const centers = maxSuperpixels(options.superpixels);
    const stride = padded(size.width);
    this.#kernels = kernels;
    this.#options = options;
    this.#runs = runs;
    this.#tables = new LabTables(arena);
    this.#connectivity = new Connectivity(kernels, arena, size.width * size.height, centers);
    this.#columns = arena.int32(stride);
    this.#la = arena.int16(2 * stride * size.height);
    this.#bx = arena.int16(2 * stride * size.height);
    this.#labels = arena.uint16(stride * size.height + 8);
    this.#scratch = arena.uint8(scratchBytes(stride));
    this.#sums = arena.float64(6 * centers);
    this.#map = arena.int32(centers);
    this.#centers = arena.int16(8 * centers);
    this.#places = new Float32Array(this.#centers.buffer, this.#centers.byteOffset, 4 * centers);
    this.setSize(size);
  }

  /** Makes ready for pictures of another size: any that fits into the first one's. Centers start on a new grid. */
  setSize({ width, height }: FrameSize): void {
    this.#width = width;
    this.#height = height;
    this.#stride = padded(width);
    const wish = Math.min(this.#options.superpixels, width * height);
    const side = Math.sqrt((width * height) / wish);
    const across = Math.max(1, Math.min(Math.min(width, height), Math.round(Math.min(width, height) / side)));
    const along = Math.max(1, Math.min(Math.max(width, height), Math.round(wish / across)));
    this.#gridColumns = width < height ? across : along;
    this.#gridRows = width < height ? along : across;
    this.#count = this.#gridColumns * this.#gridRows;
    this.#step = Math.sqrt((width * height) / this.#count);
    this.#minArea = Math.floor(LEAST_AREA * this.#step * this.#step);

    const weight = this.#options.compactness / this.#step;
    const reach = weight * (this.#step + BLOCK) * Math.SQRT2;
    const unit = GREATEST_DISTANCE / Math.hypot(GREATEST_COLOR_DISTANCE, reach);
    this.#tables.setUnit(unit);
    this.#spaceUnit = weight * unit;
    for (let x = 0; x < this.#stride; x++) this.#columns[x] = Math.round(x * this.#spaceUnit) << 16;
  }

  /**
   * Reads a picture.
   *
   * @param rgb - address of its first pixel.
   * @param rgbStride - bytes from row to row.
   */
  read(rgb: number, rgbStride: number): void {
    this.#kernels.rgbToLab(
      rgb,
      rgbStride,
      this.#width,
      this.#height,
      this.#tables.address,
      this.#columns.byteOffset,
      this.#la.byteOffset,
      this.#bx.byteOffset,
      this.#stride,
    );
  }

  /** Divides the picture from nothing. Returns the passes that it took. */
  divide(): number {
    this.#seed();
    let passes = 1;
    for (this.#assign(); passes < MAX_PASSES; passes++) {
      const rested = this.#moveCenters() < AT_REST;
      this.#assign();
      if (rested) break;
    }
    this.#finish();
    return passes;
  }

  /** Divides the next picture of a shot, starting from the centers of the last. Returns the passes that it took. */
  follow(): number {
    let passes = 1;
    for (this.#assign(); passes <= FOLLOWING_PASSES; passes++) {
      this.#moveCenters();
      this.#assign();
    }
    this.#finish();
    return passes;
  }

  #seed(): void {
    const { width, height } = { width: this.#width, height: this.#height };
    let center = 0;
    for (let row = 0; row < this.#gridRows; row++) {
      for (let column = 0; column < this.#gridColumns; column++) {
        const x = Math.floor(((column + 0.5) * width) / this.#gridColumns);
        const y = Math.floor(((row + 0.5) * height) / this.#gridRows);
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
        const gradient = this.#gradient(v * this.#stride + u);
        if (gradient < least) {
          least = gradient;
          bestX = u;
          bestY = v;
        }
      }
    }
    const pixel = 2 * (bestY * this.#stride + bestX);
    this.#setCenter(center, bestX, bestY, this.#la[pixel]!, this.#la[pixel + 1]!, this.#bx[pixel]!);
  }

  #gradient(pixel: number): number {
    const la = this.#la;
    const bx = this.#bx;
    const p = 2 * pixel;
    const down = 2 * this.#stride;
    return (
      (la[p + 2]! - la[p - 2]!) ** 2 +
      (la[p + 3]! - la[p - 1]!) ** 2 +
      (bx[p + 2]! - bx[p - 2]!) ** 2 +
      (la[p + down]! - la[p - down]!) ** 2 +
      (la[p + down + 1]! - la[p - down + 1]!) ** 2 +
      (bx[p + down]! - bx[p - down]!) ** 2
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
    this.#kernels.assignPixels(
      this.#la.byteOffset,
      this.#bx.byteOffset,
      this.#stride,
      this.#width,
      this.#height,
      this.#centers.byteOffset,
      this.#count,
      this.#step,
      this.#spaceUnit,
      this.#scratch.byteOffset,
      this.#labels.byteOffset,
    );
    this.#runs.read(this.#labels, this.#stride, this.#width, this.#height);
  }

  /** Moves each center to the mean of its pixels; returns the mean distance, in units of CIELAB. */
  #moveCenters(): number {
    const runs = this.#runs;
    this.#kernels.sumLab(
      runs.starts.byteOffset,
      runs.ends.byteOffset,
      runs.labels.byteOffset,
      runs.rowStarts.byteOffset,
      runs.height,
      this.#la.byteOffset,
      this.#bx.byteOffset,
      this.#stride,
      this.#sums.byteOffset,
      this.#count,
    );
    const sums = this.#sums;
    const places = this.#places;
    const weight = this.#options.compactness / this.#step;
    let moved = 0;
    for (let center = 0; center < this.#count; center++) {
      const at = 6 * center;
      const pixels = sums[at]!;
      if (pixels === 0) continue;
      const x = sums[at + 1]! / pixels;
      const y = sums[at + 2]! / pixels;
      moved += weight * (Math.abs(x - places[4 * center + 2]!) + Math.abs(y - places[4 * center + 3]!));
      const l = Math.round(sums[at + 3]! / pixels);
      const a = Math.round(sums[at + 4]! / pixels);
      const b = Math.round(sums[at + 5]! / pixels);
      this.#setCenter(center, x, y, l, a, b);
    }
    return moved / this.#count;
  }

  /** Makes the labels connected and numbers them from 0 without gaps, in the order of their centers. */
  #finish(): void {
    const runs = this.#runs;
    this.#connectivity.enforce(runs, this.#count, this.#minArea);
    const map = this.#map;
    const labels = runs.labels;
    map.fill(-1, 0, this.#count);
    for (let run = 0; run < runs.count; run++) map[labels[run]!] = 0;
    this.count = 0;
    for (let center = 0; center < this.#count; center++) if (map[center] === 0) map[center] = this.count++;
    runs.relabel(map);
  }
}

/** Rows are padded so that a block of eight pixels never crosses into the next. */
function padded(width: number): number {
  return (width + BLOCK - 1) & -BLOCK;
}

function scratchBytes(stride: number): number {
  return 16384 + 512 * (stride / BLOCK) + 64;
}
