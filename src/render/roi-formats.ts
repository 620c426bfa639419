import type { BlockOffsets } from './block-offsets.js';

/** Writes the offsets of blocks as an encoder reads them. */
export interface RoiFormat {
  readonly summary: string;
  /** Steps of the encoder's quantizer for one QP, of which six double it. */
  readonly stepsPerQp: number;
  /**
   * Prints the offsets of one frame; empty where those of the frame before go on.
   *
   * @param frame - its number, from 0.
   */
  write(frame: number, offsets: Int16Array, grid: BlockOffsets, before: Int16Array | undefined): string;
}

/**
 * Files of regions of interest by the names that `saliency convert --format` takes.
 *
 * SVT-AV1 reads a line for each frame from which on other offsets hold: the number of the frame, then the offsets of its
 * blocks, in steps of AV1's quantizer index (SVT-AV1, Docs/Parameters.md, "RoiMapFile"). kvazaar reads for each frame
 * that it codes a width and a height in blocks, then the offsets in QP (`kvazaar --help`, "--roi").
 */
export const roiFormats = {
  'roi-svtav1': {
    summary: 'for SvtAv1EncApp --roi-map-file',
    // The index doubles the quantizer some nine times in its 255 steps.
    stepsPerQp: 5,
    write(frame, offsets, _, before) {
      if (before !== undefined && offsets.every((offset, i) => offset === before[i])) return '';
      return `${frame} ${offsets.join(' ')}\n`;
    },
  },
  'roi-kvazaar': {
    summary: 'for kvazaar --roi',
    stepsPerQp: 1,
    write(_, offsets, { columns, rows }) {
      const lines = Array.from({ length: rows }, (_row, row) =>
        offsets.subarray(row * columns, (row + 1) * columns).join(' '),
      );
      return `${columns} ${rows}\n${lines.join('\n')}\n`;
    },
  },
} as const satisfies Record<string, RoiFormat>;

/** One of the names that `roiFormats` knows. */
export type RoiFormatName = keyof typeof roiFormats;

/** All names that `roiFormats` knows. */
export const roiFormatNames = Object.keys(roiFormats) as RoiFormatName[];

/** Tells whether a name is one of a file of regions of interest. */
export function isRoiFormat(name: string | undefined): name is RoiFormatName {
  return name !== undefined && Object.hasOwn(roiFormats, name);
}
