import type { FrameSize } from '../core/frame.js';
import type { Arena } from '../kernels/arena.js';
import type { Kernels } from '../kernels/kernels.js';
import { ShareTable } from './share-table.js';

/** Pixels of a network's picture, about: more show smaller things, and take as much longer. */
const AREA = 128 * 210;
const UNIT = 32;
/** Sides, in units of 32 pixels. */
const [LEAST, MOST] = [2, 14];
/** Weight of the area against the shape. */
const AREA_WEIGHT = 0.7;
/** No picture is larger, in units of 32 × 32 pixels, whatever the shape. */
const LARGEST = 48;

const sides = Array.from({ length: MOST - LEAST + 1 }, (_, i) => LEAST + i);

/** All sizes that `networkSizeFor` may give. */
export const networkSizes: readonly FrameSize[] = sides.flatMap((rows) =>
  sides
    .filter((columns) => rows * columns <= LARGEST)
    .map((columns) => ({ width: UNIT * columns, height: UNIT * rows })),
);

/** The size that a frame is scaled to for a network: sides that are multiples of 32, of about its shape. */
export function networkSizeFor({ width, height }: FrameSize, pixels = AREA): FrameSize {
  let best = networkSizes[0]!;
  let least = Number.POSITIVE_INFINITY;
  for (const size of networkSizes) {
    const area = Math.abs(Math.log((size.width * size.height) / pixels));
    const shape = Math.abs(Math.log(size.width / size.height / (width / height)));
    const cost = AREA_WEIGHT * area + shape;
    if (cost < least) [best, least] = [size, cost];
  }
  return best;
}

/**
 * Frames and maps on their way to networks and back: scaled to the size that a network works at, and maps of half that
 * size scaled to the frame's. Smaller by means over areas, larger between pixel centers.
 *
 * One serves all networks that look at the same frames. The constructor allocates, `read` overwrites.
 */
export class NetworkInput {
  readonly #kernels: Kernels;
  readonly #picture: Uint8Array;
  readonly #prior: Float32Array;
  readonly #line: Float32Array;
  /** From the frame to the picture, to its quarter, and from its half to the frame: columns and rows. */
  readonly #tables: {
    readonly toPicture: ShareTable[];
    readonly toQuarter: ShareTable[];
    readonly toFrame: ShareTable[];
  };
  readonly #pixels: number;
  #frame: FrameSize;
  #size: FrameSize;

  /** Bytes of an arena for frames of any size that fits into this one. */
  static bytes({ width, height }: FrameSize): number {
    const most = UNIT * MOST;
    return (
      3 * UNIT * UNIT * LARGEST +
      16 +
      4 * (UNIT / 4) ** 2 * LARGEST +
      12 * Math.max(width, most) +
      16 +
      ShareTable.bytes(width, most) +
      ShareTable.bytes(height, most) +
      ShareTable.bytes(width, most / 4) +
      ShareTable.bytes(height, most / 4) +
      ShareTable.bytes(most / 2, width) +
      ShareTable.bytes(most / 2, height) +
      160
    );
  }

  /**
   * @param frame - the largest frame that will be given, and the size of the first.
   * @param pixels - about as many as the networks' picture has: 26,880 unless it is told.
   */
  constructor(kernels: Kernels, arena: Arena, frame: FrameSize, pixels = AREA) {
    this.#pixels = pixels;
    const most = UNIT * MOST;
    this.#kernels = kernels;
    this.#picture = arena.uint8(3 * UNIT * UNIT * LARGEST + 16);
    this.#prior = arena.float32((UNIT / 4) ** 2 * LARGEST);
    this.#line = arena.float32(3 * Math.max(frame.width, most) + 4);
    const { width, height } = frame;
    this.#tables = {
      toPicture: [new ShareTable(arena, width, most), new ShareTable(arena, height, most)],
      toQuarter: [new ShareTable(arena, width, most / 4), new ShareTable(arena, height, most / 4)],
      toFrame: [new ShareTable(arena, most / 2, width), new ShareTable(arena, most / 2, height)],
    };
    this.#frame = frame;
    this.#size = frame;
    this.setSize(frame);
  }

  /** Makes ready for frames of another size, one that fits into the constructor's. */
  setSize(frame: FrameSize): void {
    this.#frame = frame;
    this.#size = networkSizeFor(frame, this.#pixels);
    const { width, height } = this.#size;
    const { toPicture, toQuarter, toFrame } = this.#tables;
    toPicture[0]!.set(frame.width, width);
    toPicture[1]!.set(frame.height, height);
    toQuarter[0]!.set(frame.width, width / 4);
    toQuarter[1]!.set(frame.height, height / 4);
    toFrame[0]!.set(width / 2, frame.width);
    toFrame[1]!.set(height / 2, frame.height);
  }

  /** Sides of the scaled picture, multiples of 32. */
  get size(): FrameSize {
    return this.#size;
  }

  /** Address of the scaled picture, rgb24. */
  get picture(): number {
    return this.#picture.byteOffset;
  }

  /** Scales a frame to `picture`. @param rgb - address; the 16 bytes behind its last are read but not used. */
  read(rgb: number): void {
    const { width, height } = this.#size;
    const [columns, rows] = this.#tables.toPicture as [ShareTable, ShareTable];
    this.#kernels.scaleRgb(
      ...([rgb, this.#frame.width, columns.address, columns.most, width] as const),
      ...([rows.address, rows.most, height, this.#line.byteOffset, this.#picture.byteOffset] as const),
    );
  }

  /** Address of the scaled map, float32. */
  get prior(): number {
    return this.#prior.byteOffset;
  }

  /** Scales a map of the frame's size, of the arena, to a quarter of the picture's sides: to `prior`. */
  readPrior(map: Float32Array): void {
    const { width, height } = this.#size;
    const [columns, rows] = this.#tables.toQuarter as [ShareTable, ShareTable];
    this.#kernels.scaleMap(
      ...([map.byteOffset, this.#frame.width, columns.address, columns.most, width / 4] as const),
      ...([rows.address, rows.most, height / 4, this.#line.byteOffset, this.#prior.byteOffset] as const),
    );
  }

  /** Scales a map of half the picture's sides to the frame's size. Both arrays are of the arena. */
  enlarge(half: Float32Array, out: Float32Array): void {
    const { width, height } = this.#frame;
    const [columns, rows] = this.#tables.toFrame as [ShareTable, ShareTable];
    this.#kernels.scaleMap(
      ...([half.byteOffset, this.#size.width / 2, columns.address, columns.most, width] as const),
      ...([rows.address, rows.most, height, this.#line.byteOffset, out.byteOffset] as const),
    );
  }
}
