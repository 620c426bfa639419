import type { FrameSize } from '../core/frame.js';
import { requireSize } from '../core/require-size.js';
import { Arena } from '../kernels/arena.js';
import { instantiateKernels, type Kernels } from '../kernels/kernels.js';
import { bicubicTable } from './bicubic-table.js';
import { type PlanarPicture, type PlanePlace, planePlaces } from './plane-layout.js';
import { type YuvColor, YuvToRgb } from './yuv-to-rgb.js';

/**
 * Scales decoded pictures of one size to rgb24 of another one: luma and chroma by the bicubic filter of FFmpeg's scaler,
 * each at its own size, and to RGB at the end, as the command line's decoder does. Results are within a few levels of its.
 *
 * All memory is taken once. A picture of 720p takes a few milliseconds.
 */
export class YuvScaler {
  /** Room for the next picture, to be written before `scale`; its planes are at `places`. */
  readonly input: Uint8Array;
  /** The places of the planes in `input`. */
  readonly places: readonly PlanePlace[];
  /** Offset of the first byte of `input` behind the planes. */
  readonly end: number;
  readonly #kernels: Kernels;
  readonly #from: PlanarPicture;
  readonly #plane: Float32Array;
  readonly #line: Float32Array;
  readonly #luma: ScaledPlane;
  readonly #u: ScaledPlane;
  readonly #v: ScaledPlane;
  readonly #toRgb: YuvToRgb;

  /**
   * @param spare - bytes of `input` behind the planes, for what is copied along and not looked at: alpha.
   * @throws {OptionError} for a size that is not whole.
   */
  constructor(from: PlanarPicture, to: FrameSize, color: YuvColor, spare = 0) {
    requireSize(from.width, from.height);
    requireSize(to.width, to.height);
    this.places = planePlaces(from);
    const last = this.places.at(-1)!;
    this.end = last.offset + last.stride * last.height;
    const bytes = this.end + spare;
    const [chromaWidth, chromaHeight] = [0, 1].map((axis) =>
      Math.ceil((axis === 0 ? from.width : from.height) / 2 ** from.halvings[axis]!),
    ) as [number, number];
    // Where the result is even, its pairs of pixels share their chroma.
    const shared = to.width % 2 === 0;
    const chromaTo = { width: shared ? to.width / 2 : to.width, height: to.height };
    const tables = [
      bicubicTable(from.width, to.width),
      bicubicTable(from.height, to.height),
      bicubicTable(chromaWidth, chromaTo.width),
      bicubicTable(chromaHeight, chromaTo.height),
    ] as const;
    const tableBytes = tables.reduce((sum, { firsts, most }) => sum + firsts.length * (8 + 4 * most) + 16, 0);
    const pixels = from.width * from.height;
    const outPixels = to.width * to.height;
    const arena = new Arena(bytes + 4 * (pixels + from.width) + 3 * 4 * outPixels + tableBytes + 256);
    this.#kernels = instantiateKernels(arena.memory);
    this.#from = from;
    this.input = arena.uint8(bytes);
    this.#plane = arena.float32(pixels);
    this.#line = arena.float32(from.width);
    const [columns, rows, chromaColumns, chromaRows] = tables.map((table) => placeTable(arena, table));
    const chroma = { columns: chromaColumns!, rows: chromaRows!, ...chromaTo };
    this.#luma = { columns: columns!, rows: rows!, width: to.width, height: to.height, out: arena.float32(outPixels) };
    this.#u = { ...chroma, out: arena.float32(chromaTo.width * chromaTo.height) };
    this.#v = { ...chroma, out: arena.float32(chromaTo.width * chromaTo.height) };
    this.#toRgb = new YuvToRgb(to, color, from.bits);
  }

  /**
   * Scales the picture in `input`.
   *
   * @returns rgb24, 3 · width · height bytes; overwritten by the next call.
   */
  scale(): Uint8Array {
    const [y, u, v] = this.places;
    const { interleaved } = this.#from;
    this.#scalePlane(y!, 1, 0, this.#luma);
    this.#scalePlane(u!, interleaved ? 2 : 1, 0, this.#u);
    this.#scalePlane(interleaved ? u! : v!, interleaved ? 2 : 1, interleaved ? 1 : 0, this.#v);
    return this.#toRgb.convert(this.#luma.out, this.#u.out, this.#v.out, this.#u.width);
  }

  #scalePlane({ offset, stride, width, height }: PlanePlace, step: number, first: number, to: ScaledPlane): void {
    const { buffer, byteOffset } = this.input;
    const count = (stride * height) / (this.#from.bits === 8 ? 1 : 2);
    const samples =
      this.#from.bits === 8
        ? new Uint8Array(buffer, byteOffset + offset, count)
        : new Uint16Array(buffer, byteOffset + offset, count);
    const plane = this.#plane;
    if (step === 1) plane.set(samples);
    else for (let i = 0, from = first; from < count; i++, from += step) plane[i] = samples[from]!;
    const { columns, rows } = to;
    this.#kernels.scaleMap(
      plane.byteOffset,
      width / step,
      columns.at,
      columns.most,
      to.width,
      rows.at,
      rows.most,
      to.height,
      this.#line.byteOffset,
      to.out.byteOffset,
    );
  }
}

interface PlacedTable {
  readonly at: number;
  readonly most: number;
}

interface ScaledPlane extends FrameSize {
  readonly columns: PlacedTable;
  readonly rows: PlacedTable;
  readonly out: Float32Array;
}

/** Writes a table as the kernels read it: for each pixel its first one, how many, and so many weights. */
function placeTable(arena: Arena, { firsts, weights, most }: ReturnType<typeof bicubicTable>): PlacedTable {
  const words = 2 + most;
  const table = arena.int32(firsts.length * words);
  const floats = new Float32Array(table.buffer, table.byteOffset, table.length);
  firsts.forEach((first, i) => {
    table[i * words] = first;
    table[i * words + 1] = most;
    floats.set(weights.subarray(i * most, (i + 1) * most), i * words + 2);
  });
  return { at: table.byteOffset, most };
}
