import type { FrameSize } from '../../core/frame.js';
import type { Levels } from '../../core/levels.js';

/** Names what a refined map is made of. */
interface MapSources {
  /** Pad, and filters before the scaling, of the small maps. */
  readonly map: string;
  /** Pad of the clip's luma in 16 bits, at its size. */
  readonly guide: string;
  readonly levels: Levels | undefined;
  /** White becomes black. */
  readonly invert?: boolean;
}

/** The means of four pixels, and of two, in both directions: nothing is left of a pattern with a period of four. */
const UNBLOCKED = [1, 2, 2, 2, 1].flatMap((y) => [1, 2, 2, 2, 1].map((x) => x * y));

/**
 * Gives the filters that draw small maps to the outlines of a clip; the last one gives `gray16le` of full range at the
 * clip's size.
 *
 * The first input of the filter `guided` is the guide and its second what is filtered, whatever their names say. In the
 * fast mode it counts its radius at a quarter of the size: it reaches as far as a map's outline may be off after scaling
 * up. Its result may lie beyond black and white, and would wrap around there: the map passes it with a quarter of the
 * contrast, in 16 bits. It finds one answer for each four by four pixels, whose blocks are smoothed away.
 */
export function refinedMap(size: FrameSize, { map, guide, levels, invert = false }: MapSources): string[] {
  const radius = Math.min(20, Math.max(3, Math.round(Math.max(size.width, size.height) / 160)));
  return [
    `${map}scale=${size.width}:${size.height}:flags=bicubic,format=gray16le,lut=y='val/4+24576'[map]`,
    `${guide}[map]guided=guidance=on:mode=fast:sub=4:radius=${radius}:eps=0.001,convolution=0m='${UNBLOCKED.join(' ')}':0rdiv=1/64,${spreading('(val-24576)*4', levels, invert)},format=gray16le,setparams=range=pc`,
  ];
}

/**
 * Gives the filters that spread values of 16 bits, where `value` is an expression of them. The filter `lut` goes no
 * higher than 255 · 256: what reaches that is made white.
 */
export function spreading(value: string, levels: Levels | undefined, invert: boolean): string {
  const { low, high, gamma } = levels ?? { low: 0, high: 1, gamma: 1 };
  const share = `clip((${value}-${65535 * low})/${65535 * (high - low)},0,1)`;
  const bent = gamma === 1 ? share : `pow(${share},${gamma})`;
  return `lut=y='65535*${invert ? `(1-${bent})` : bent}',maskfun=low=0:high=65279:sum=65535:planes=1`;
}
