import type { FrameSize } from '../core/frame.js';
import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import { Centers } from './centers.js';
import { toLab } from './color.js';
import { Connectivity } from './connectivity.js';
import { type Grid, gridOf, maxSuperpixels } from './grid.js';
import { BLOCK, LabPicture, paddedWidth } from './lab-picture.js';
import type { PixelLabels } from './pixel-labels.js';
import type { Runs } from './runs.js';
import { Seeds } from './seeds.js';

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
const LEAST_AREA = 0.1;
const SPLIT_AREA = 1.6;
// Squared distances have 24 bits, see the kernel: no two colors of sRGB are further apart than this.
const GREATEST_DISTANCE = 2 ** 12 - 1;
const GREATEST_COLOR_DISTANCE = 260;

export interface SlicOptions {
  /** Number of superpixels wished for. */
  readonly superpixels: number;
  /** Weight of distance in the picture against distance in color. */
  readonly compactness: number;
  /**
   * Reach of a center where a picture continues another, as a share of the distance between centers; 0.6 by default.
   */
  readonly reach?: number;
  /** Passes that a picture takes at least which continues another, 1 or 2; 1 by default. */
  readonly leastPasses?: number;
  /** A center that would move by less from picture to picture stays, in units of CIELAB; 1 by default. */
  readonly stays?: number;
}

/**
 * Superpixels by k-means of color and position: simple linear iterative clustering.
 *
 * Holds the picture in CIELAB, fixed point, and the centers. `read` a picture, then `divide` it or `follow` the last one,
 * then `settle`: the superpixels are then numbered from 0 in the order of their centers, `runs` holds their shapes, and
 * `lab` their colors.
 *
 * Achanta et al., "SLIC Superpixels Compared to State-of-the-Art Superpixel Methods", PAMI 2012.
 */
export class Slic {
  readonly #kernels: Kernels;
  readonly #options: SlicOptions;
  readonly #runs: Runs;
  readonly #connectivity: Connectivity;
  readonly #picture: LabPicture;
  readonly #image: PixelLabels & { stride: number; planeBytes: number };
  readonly #centers: Centers;
  readonly #seeds: Seeds;
  readonly #scratch: Uint8Array;
  readonly #nodeOfCenter: Int32Array;
  readonly #values: Float32Array;
  /** L, a and b of each superpixel: those of the mean of its pixels' RGB. */
  readonly lab: Float64Array;
  /** Pixels of each superpixel. */
  readonly areas: Float64Array;
  /** Superpixels of the last picture. */
  count = 0;
  /** Centers: those that have no pixel at the moment included. */
  #centerCount = 0;
  #grid: Grid = { columns: 0, rows: 0 };
  #step = 1;
  /** Pixels that a center reaches. */
  #reach = 1;
  #colorUnit = 1;
  #stays = 0;

  static bytes(size: FrameSize, options: SlicOptions): number {
    const centers = maxSuperpixels(options.superpixels);
    const stride = paddedWidth(size.width);
    return (
      Connectivity.bytes(size.width * size.height, centers) +
      LabPicture.bytes(size) +
      Centers.bytes(centers) +
      2 * (stride * size.height + 2 * BLOCK) +
      scratchBytes(stride) +
      (48 + 24 + 8 + 4 + 4) * centers +
      112
    );
  }

  /** @param size - the largest picture that will be given. */
  constructor(kernels: Kernels, arena: Arena, runs: Runs, size: FrameSize, options: SlicOptions) {
    const centers = maxSuperpixels(options.superpixels);
    const stride = paddedWidth(size.width);
    this.#kernels = kernels;
    this.#options = options;
    this.#runs = runs;
    this.#connectivity = new Connectivity(kernels, arena, size.width * size.height, centers);
    this.#picture = new LabPicture(kernels, arena, size);
    this.#image = {
      labels: arena.uint16(stride * size.height + 2 * BLOCK),
      stride,
      planes: this.#picture.planes,
      planeBytes: 0,
      sums: arena.float64(6 * centers),
    };
    this.#centers = new Centers(arena, centers);
    this.#seeds = new Seeds(this.#picture, this.#centers);
    this.#scratch = arena.uint8(scratchBytes(stride));
    this.#nodeOfCenter = arena.int32(centers);
    this.#values = arena.float32(centers);
    this.lab = arena.float64(3 * centers);
    this.areas = arena.float64(centers);
    this.setSize(size);
  }

  /** Makes ready for pictures of another size: any that fits into the first one's. */
  setSize(size: FrameSize): void {
    const { width, height } = size;
    this.#grid = gridOf(size, this.#options.superpixels);
    this.#centerCount = this.#grid.columns * this.#grid.rows;
    this.#step = Math.sqrt((width * height) / this.#centerCount);

    const weight = this.#options.compactness / this.#step;
    const reach = weight * ((this.#options.reach ?? REACH) * this.#step + BLOCK) * Math.SQRT2;
    this.#colorUnit = GREATEST_DISTANCE / Math.hypot(GREATEST_COLOR_DISTANCE, reach);
    this.#centers.spaceUnit = weight * this.#colorUnit;
    this.#picture.setSize(size, this.#colorUnit, this.#centers.spaceUnit);
    this.#image.stride = this.#picture.stride;
    this.#image.planeBytes = this.#picture.planeBytes;
  }

  /**
   * Reads a picture.
   *
   * @param rgb - address of its first pixel; the 16 bytes behind the last are read but not used.
   * @param rgbStride - bytes from row to row.
   */
  read(rgb: number, rgbStride: number): void {
    this.#picture.read(rgb, rgbStride);
  }

  /** Divides the picture from nothing. Returns the passes that it took. */
  divide(): number {
    this.#reach = REACH * this.#step;
    this.#seeds.plant(this.#grid);
    this.#assign();
    let passes = 1;
    while (passes < MAX_PASSES && this.#shift() > AT_REST) {
      this.#moveCenters(0);
      this.#assign();
      passes++;
    }
    this.#stays = 0;
    return passes;
  }

  /**
   * Divides a picture that continues the last one: superpixels keep their numbers as long as none vanishes or appears.
   * Returns the passes that it took, 1 or 2.
   */
  follow(): number {
    this.#reach = (this.#options.reach ?? REACH) * this.#step;
    this.#assign();
    let passes = 1;
    if (this.#options.leastPasses === 2 || this.#shift() > MUCH) {
      this.#moveCenters(0);
      this.#assign();
      passes++;
    }
    this.#stays = this.#options.stays ?? STAYS;
    return passes;
  }

  /** Makes the superpixels connected, and the centers ready for the next picture. */
  settle(): void {
    const { labels, stride } = this.#image;
    const runs = this.#runs;
    const minArea = Math.floor(LEAST_AREA * this.#step * this.#step);
    runs.read(labels, stride, this.#picture.width, this.#picture.height);
    this.#connectivity.enforce(this.#image, runs, this.#centerCount, minArea);
    this.#moveCenters(this.#stays);
    runs.relabel(this.#nodeOfCenter);
    if (this.count < this.#centerCount)
      this.#seeds.fillIn(this.#image.sums, this.#centerCount, SPLIT_AREA * this.#step * this.#step);
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
    this.#kernels.paintLabels(
      labels.byteOffset,
      stride,
      this.#picture.width,
      this.#picture.height,
      byteOffset,
      out,
      outStride,
    );
  }

  #assign(): void {
    const { labels, planes, planeBytes, stride, sums } = this.#image;
    this.#kernels.assignPixels(
      this.#picture.la.byteOffset,
      this.#picture.bx.byteOffset,
      planes.byteOffset,
      planeBytes,
      stride,
      this.#picture.width,
      this.#picture.height,
      this.#centers.address,
      this.#centerCount,
      this.#reach,
      this.#centers.spaceUnit,
      this.#scratch.byteOffset,
      labels.byteOffset,
      sums.byteOffset,
    );
  }

  /** Measures how far the centers are from the middle of their pixels, on average, in units of CIELAB. */
  #shift(): number {
    const { sums } = this.#image;
    const centers = this.#centers;
    let sum = 0;
    for (let center = 0; center < this.#centerCount; center++) {
      const pixels = sums[6 * center]!;
      if (pixels === 0) continue;
      const dx = sums[6 * center + 1]! / pixels - centers.x(center);
      const dy = sums[6 * center + 2]! / pixels - centers.y(center);
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
      for (let i = 0; i < 3; i++) lab[3 * node + i] = sums[at + 3 + i]! * scale;
      toLab(lab, 3 * node);
      const l = Math.round(unit * lab[3 * node]!);
      const a = Math.round(unit * lab[3 * node + 1]!);
      const b = Math.round(unit * lab[3 * node + 2]!);
      const x = sums[at + 1]! / pixels;
      const y = sums[at + 2]! / pixels;
      if (this.#centers.distance(center, x, y, l, a, b) >= stays * unit) this.#centers.set(center, x, y, l, a, b);
      this.areas[node] = pixels;
      this.#nodeOfCenter[center] = node++;
    }
    this.count = node;
  }
}

function scratchBytes(stride: number): number {
  return 16384 + BLOCK * BLOCK + 512 * (stride / BLOCK) + 64;
}
