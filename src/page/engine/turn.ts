import type { FrameSize } from '../../browser.js';

/**
 * Turns rgb24 clockwise, and mirrors it from left to right afterwards where it is flipped.
 *
 * @param size - of the picture before it is turned.
 * @param out - as many bytes, overwritten.
 */
export function turn(
  rgb: Uint8Array,
  { width, height }: FrameSize,
  rotation: 0 | 90 | 180 | 270,
  flip: boolean,
  out: Uint8Array,
): Uint8Array {
  const turned = rotation % 180 === 90;
  const [columns, rows] = turned ? [height, width] : [width, height];
  // Where the pixel of the result at 0, 0 comes from, and how far the source moves with each column and row.
  const starts = { 0: 0, 90: (height - 1) * width, 180: width * height - 1, 270: width - 1 };
  const steps = { 0: [1, width], 90: [-width, 1], 180: [-1, -width], 270: [width, -1] } as const;
  let start = starts[rotation];
  let [right, down] = steps[rotation] as readonly [number, number];
  if (flip) {
    start += (columns - 1) * right;
    right = -right;
  }
  for (let y = 0, p = 0; y < rows; y++) {
    for (let x = 0, from = 3 * (start + y * down); x < columns; x++, p += 3, from += 3 * right) {
      out[p] = rgb[from]!;
      out[p + 1] = rgb[from + 1]!;
      out[p + 2] = rgb[from + 2]!;
    }
  }
  return out;
}
