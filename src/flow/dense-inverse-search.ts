import { requireLength } from '../core/require-length.js';
import { requireSize } from '../core/require-size.js';
import { Arena } from '../kernels/arena.js';
import { instantiateKernels, type Kernels } from '../kernels/kernels.js';
import { FlowField } from './flow-field.js';
import { ImagePyramid } from './image-pyramid.js';

/** Pixels of a patch's side and between patches, and bytes of a patch's record, as assembly/flow.ts has them. */
const PATCH = 8;
const STEP = 4;
const RECORD = 40;

/** Gauss–Newton steps that a patch may take in each of two sweeps over the picture. */
const STEPS = 8;

/**
 * Dense optical flow between consecutive pictures of one size, by inverse search: fast rather than exact, to a fraction
 * of a pixel in textured places.
 *
 * Displacements of up to about a quarter of the longer side can be followed. A change of brightness does not disturb:
 * patches are compared without their means. A picture with a side of less than 8 pixels has a flow of zeros.
 *
 * Kroeger et al., "Fast Optical Flow using Dense Inverse Search", ECCV 2016, without the variational refinement.
 */
export class DenseInverseSearch {
  readonly #kernels: Kernels;
  #current: ImagePyramid;
  #previous: ImagePyramid;
  #started = false;
  #width = 0;
  #height = 0;
  readonly #gx: Int16Array;
  readonly #gy: Int16Array;
  readonly #patches: Float32Array;
  readonly #weight: Float32Array;
  readonly #coarse: readonly FlowField[];

  static bytes(width: number, height: number): number {
    const levels = levelsOf(width, height);
    let coarse = 0;
    for (let i = 1; i < levels; i++) coarse += FlowField.bytes(width >> i, height >> i);
    return (
      2 * ImagePyramid.bytes(width, height, levels) +
      2 * ImagePyramid.bytes(width, height, 1) +
      RECORD * patchesAlong(width) * patchesAlong(height) +
      4 * width * height +
      coarse +
      64
    );
  }

  /** @param width - as `height` that of the largest picture that will be given. */
  constructor(kernels: Kernels, arena: Arena, width: number, height: number) {
    const levels = levelsOf(width, height);
    this.#kernels = kernels;
    this.#current = new ImagePyramid(kernels, arena, width, height, levels);
    this.#previous = new ImagePyramid(kernels, arena, width, height, levels);
    const padded = ImagePyramid.bytes(width, height, 1) / 2;
    this.#gx = arena.int16(padded);
    this.#gy = arena.int16(padded);
    this.#patches = arena.float32((RECORD / 4) * patchesAlong(width) * patchesAlong(height));
    this.#weight = arena.float32(width * height);
    this.#coarse = Array.from(
      { length: levels - 1 },
      (_, i) => new FlowField(arena, width >> (i + 1), height >> (i + 1)),
    );
    this.setSize(width, height);
  }

  /** Makes ready for pictures of another size: any that fits into the first one's. Forgets the last picture. */
  setSize(width: number, height: number): void {
    const levels = Math.min(levelsOf(width, height), this.#coarse.length + 1);
    this.#width = width;
    this.#height = height;
    this.#current.setSize(width, height, levels);
    this.#previous.setSize(width, height, levels);
    for (let i = 1; i < levels; i++) this.#coarse[i - 1]!.setSize(width >> i, height >> i);
    this.reset();
  }

  /** Forgets the last picture: the next one has none before it. */
  reset(): void {
    this.#started = false;
  }

  /**
   * Takes the next picture and finds where its pixels were in the one before.
   *
   * @param gray - width · height bytes.
   * @param out - overwritten, with zeros if there is no picture before.
   * @returns whether there is a picture before.
   */
  pushGray(gray: Uint8Array, out: FlowField): boolean {
    this.#swap();
    this.#current.setGray(gray);
    return this.#find(out);
  }

  /**
   * Takes in an RGB picture of twice the size, as `push` does a gray one.
   *
   * @param rgb - byte offset into the arena; an odd last row or column is left out.
   * @param rgbStride - bytes from row to row.
   */
  pushRgb(rgb: number, rgbStride: number, out: FlowField): boolean {
    this.#swap();
    this.#current.setRgb(rgb, rgbStride);
    return this.#find(out);
  }

  /** Finds where the pixels of the last but one picture are in the last one. There have to be two. */
  reverse(out: FlowField): void {
    if (Math.min(this.#width, this.#height) < PATCH) out.clear();
    else this.#search(this.#previous, this.#current, out);
  }

  #swap(): void {
    [this.#current, this.#previous] = [this.#previous, this.#current];
  }

  #find(out: FlowField): boolean {
    const follows = this.#started;
    this.#started = true;
    if (!follows || Math.min(this.#width, this.#height) < PATCH) {
      out.clear();
      return follows;
    }
    this.#search(this.#current, this.#previous, out);
    return true;
  }

  #search(from: ImagePyramid, to: ImagePyramid, out: FlowField): void {
    const kernels = this.#kernels;
    const patches = this.#patches.byteOffset;
    const top = from.levels.length - 1;
    for (let i = top; i >= 0; i--) {
      const { width, height, stride, address } = from.levels[i]!;
      const { address: image } = to.levels[i]!;
      const gx = this.#gx.byteOffset;
      const gy = this.#gy.byteOffset;
      const columns = patchesAlong(width);
      const rows = patchesAlong(height);
      const coarse = i < top ? this.#coarse[i]! : undefined;
      const { u, v } = i > 0 ? this.#coarse[i - 1]! : out;
      kernels.gradients(address, width, height, stride, gx, gy);
      kernels.searchPatches(
        address,
        image,
        gx,
        gy,
        width,
        height,
        stride,
        coarse?.u.byteOffset ?? 0,
        coarse?.v.byteOffset ?? 0,
        coarse?.width ?? 0,
        coarse?.width ?? 0,
        coarse?.height ?? 0,
        patches,
        columns,
        rows,
        STEPS,
      );
      kernels.densify(
        address,
        image,
        width,
        height,
        stride,
        patches,
        columns,
        rows,
        u.byteOffset,
        v.byteOffset,
        this.#weight.byteOffset,
      );
    }
  }
}

/**
 * Finds where every pixel of one gray picture is in another one.
 *
 * Allocates all that it needs at each call; for the frames of a clip use a `DenseInverseSearch`.
 *
 * @param from - width · height bytes, as is `to`.
 * @throws {OptionError} for sides that are not whole, and an array of another length.
 */
export function opticalFlow(from: Uint8Array, to: Uint8Array, width: number, height: number): FlowField {
  requireSize(width, height);
  const pixels = `bytes for ${width}×${height} pixels`;
  requireLength('from', from, width * height, pixels);
  requireLength('to', to, width * height, pixels);
  const arena = new Arena(DenseInverseSearch.bytes(width, height) + FlowField.bytes(width, height));
  const search = new DenseInverseSearch(instantiateKernels(arena.memory), arena, width, height);
  const flow = new FlowField(arena, width, height);
  search.pushGray(to, flow);
  search.pushGray(from, flow);
  return flow;
}

/** Sizes down to one whose displacements are a few pixels, none smaller than a patch. */
function levelsOf(width: number, height: number): number {
  const longest = Math.round(Math.log2(Math.max(width, height) / (4 * PATCH)));
  const shortest = Math.floor(Math.log2(Math.min(width, height) / PATCH));
  return Math.max(0, Math.min(longest, shortest)) + 1;
}

function patchesAlong(length: number): number {
  return Math.max(0, Math.ceil((length - PATCH) / STEP)) + 1;
}
