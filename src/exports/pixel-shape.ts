import type { DisplayedPicture } from '../core/display-size.js';

/** The shape of pixels as Final Cut Pro 7 XML names it. */
export interface PixelShape {
  /** The value of `pixelaspectratio`. */
  readonly name: string;
  /** A wide picture that is stored in the pixels of standard definition. */
  readonly anamorphic: boolean;
}

/** Names pixels as wide as high. */
export const SQUARE: PixelShape = { name: 'square', anamorphic: false };

/** Share by which a shape may differ from one with a name: broadcast and computers round those of 601 differently. */
const TOLERANCE = 0.005;

/** Widths of pixels over their heights, and the heights of the pictures that have them. */
const SHAPES: readonly (PixelShape & { readonly ratios: readonly number[]; readonly lines?: readonly number[] })[] = [
  { ...SQUARE, ratios: [1] },
  { name: 'NTSC-601', anamorphic: false, ratios: [10 / 11, 8 / 9], lines: [480, 486] },
  { name: 'NTSC-601', anamorphic: true, ratios: [40 / 33, 32 / 27], lines: [480, 486] },
  { name: 'PAL-601', anamorphic: false, ratios: [12 / 11, 59 / 54, 16 / 15], lines: [576] },
  { name: 'PAL-601', anamorphic: true, ratios: [16 / 11, 118 / 81, 64 / 45], lines: [576] },
  { name: 'HD-(960x720)', anamorphic: false, ratios: [4 / 3], lines: [720] },
  { name: 'HD-(1440x1080)', anamorphic: false, ratios: [4 / 3], lines: [1080] },
  { name: 'HD-(1280x1080)', anamorphic: false, ratios: [3 / 2], lines: [1080] },
];

/** Gives the shape of a picture's pixels; undefined for one that the format has no name for. */
export function pixelShape({ height, sampleAspect: { num, den } }: DisplayedPicture): PixelShape | undefined {
  const ratio = num / den;
  return SHAPES.find(
    ({ ratios, lines }) =>
      (lines === undefined || lines.includes(height)) &&
      ratios.some((known) => Math.abs(ratio / known - 1) < TOLERANCE),
  );
}
