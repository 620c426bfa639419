import { optionTable } from '../core/options.js';
import { Arena } from '../kernels/arena.js';
import { instantiateKernels } from '../kernels/kernels.js';
import { checkInput, type RgbInput } from './rgb-input.js';
import { Runs } from './runs.js';
import { Slic } from './slic.js';

/** The options of dividing a picture into superpixels. */
export const superpixelOptions = optionTable({
  superpixels: {
    type: 'number',
    integer: true,
    min: 1,
    max: 4000,
    default: 200,
    summary: 'how many superpixels are wished for; there may be some more or less',
  },
  compactness: {
    type: 'number',
    min: 0.1,
    max: 200,
    default: 20,
    summary: 'weight of distance in the picture against distance in color: the higher, the squarer superpixels are',
  },
});

/** A picture to be divided. */
export interface SegmentInput extends RgbInput {
  /** Number of superpixels wished for, 200 by default; there may be some more or less. */
  readonly superpixels?: number;
  /** Weight of distance in the picture against distance in color, 20 by default: the higher, the squarer. */
  readonly compactness?: number;
}

/**
 * Divides a picture into superpixels: connected regions of like color and like size.
 *
 * @returns the label of every pixel, row-major: 0 … n − 1, each on one 4-connected region.
 * @throws {OptionError} for a value out of its range.
 *
 * Achanta et al., "SLIC Superpixels Compared to State-of-the-Art Superpixel Methods", PAMI 2012.
 */
export function segment({ rgb, width, height, ...given }: SegmentInput): Uint16Array {
  const options = checkInput({ rgb, width, height }, superpixelOptions, given);
  const size = { width, height };
  const pixels = width * height;
  const arena = new Arena(3 * pixels + 32 + Runs.bytes(pixels) + Slic.bytes(size, options));
  const kernels = instantiateKernels(arena.memory);
  const picture = arena.uint8(3 * pixels + 16);
  picture.set(rgb);
  const runs = new Runs(kernels, arena, pixels);
  const slic = new Slic(kernels, arena, runs, size, options);
  slic.read(picture.byteOffset, 3 * width);
  slic.divide();
  slic.settle();
  const labels = new Uint16Array(pixels);
  runs.writeLabels(labels, width);
  return labels;
}
