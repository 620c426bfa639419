import type { FrameSize } from '../../core/frame.js';
import type { Levels } from '../../core/levels.js';

/** Names what a refined map is made of. */
interface MapSources {
  /** Pad, and filters before the scaling, of the small maps. */
  readonly map: string;
  /** Pad of the clip, and filters before the scaling. */
  readonly guide: string;
  readonly levels: Levels | undefined;
  /** White becomes black. */
  readonly invert?: boolean;
}

/** Long side above which outlines are found at half the size: what is finer there is noise, which leaves specks. */
const FULL_DETAIL = 1280;
/** Longest side, in cells, of the grid that the coefficients are found on; and pixels of a shorter clip for a cell. */
const CELLS = 480;
const CELL = 4;
/** Cells from the middle of a window to its side, as a share of the long side. */
const REACH = 1 / 160;
/** Variance of the guide, in [0, 1], below which a window counts as flat. */
const FLAT = 0.003;

/** The filters that the steps of a refined map consist of. */
export const refiningFilters = ['blend', 'boxblur', 'maskedmerge', 'maskfun', 'removegrain'] as const;

/**
 * Gives the filters that draw small maps to the outlines of a clip; the last one gives `gray16le` of full range, still to
 * be scaled up to the clip's size.
 *
 * A guided filter: within each window the map is the affine function a · guide + b of the guide's luma that fits it best,
 * a = cov(guide, map) / (var(guide) + ε), b = mean(map) − a · mean(guide). The coefficients are found on a coarse grid of
 * means and scaled up smoothly, so that nothing of the grid shows. Where the guide is black the map is b, where it is
 * white a + b: the guide mixes the two. Medians take specks out of the guide first, since they would be seen in the map.
 *
 * Samples have 16 bits, none below 0. The covariance is kept as what is above and what is below 0, each a quarter of
 * itself; b and a + b may lie beyond black and white, and are an eighth of themselves around the middle.
 *
 * He, Sun, Tang, "Guided Image Filtering", PAMI 2013; He, Sun, "Fast Guided Filter", 2015.
 */
export function refinedMap(size: FrameSize, { map, guide, levels, invert = false }: MapSources): string[] {
  const long = Math.max(size.width, size.height);
  const fine = scaled(size, long > FULL_DETAIL ? 1 / 2 : 1);
  const cells = scaled(size, Math.min(CELLS / long, 1 / CELL));
  const reach = Math.max(1, Math.round(Math.max(cells.width, cells.height) * REACH));
  // No more than half a side: `boxblur` refuses it.
  const radius = Math.min(reach, Math.floor(Math.min(cells.width, cells.height) / 2));
  const sized = ({ width, height }: FrameSize) => `scale=${width}:${height}`;
  const mean = `boxblur=luma_radius=${radius}:luma_power=1`;
  const [times, minus, plus, over] = ['multiply', 'subtract', 'addition', 'divide'].map(
    (mode) => `blend=all_mode=${mode}`,
  );
  const restored = spreading('(val-32768)*8', levels, invert);
  return [
    `${guide}${sized(fine)}:flags=area,format=gray,removegrain=m0=4,removegrain=m0=4,split[fine][coarse]`,
    `[fine]format=gray16le[mixer]`,
    `[coarse]${sized(cells)}:flags=area,format=gray16le,split=4[g0][g1][g2][g3]`,
    `${map}${sized(cells)}:flags=bicubic,format=gray16le,split[m0][m1]`,
    // Means, and what the means of products are above the products of means.
    `[g0]${mean},split=5[meang0][meang1][meang2][meang3][meang4]`,
    `[m0]${mean},split[meanm0][meanm1]`,
    `[g1][g2]${times},${mean}[meangg]`,
    `[g3][m1]${times},${mean},split[meangm0][meangm1]`,
    `[meang0][meang1]${times}[squaredg]`,
    `[meangg][squaredg]${minus},lut=y='val+${Math.round(65535 * FLAT)}',split[variance0][variance1]`,
    `[meang2][meanm0]${times},split[product0][product1]`,
    `[meangm0][product0]${minus},lut=y='val/4'[rises]`,
    `[product1][meangm1]${minus},lut=y='val/4'[falls]`,
    // The coefficients: a above and below 0, then b and a + b.
    `[rises][variance0]${over},lut=y='val/2',split[up0][up1]`,
    `[falls][variance1]${over},lut=y='val/2',split[down0][down1]`,
    `[up0][meang3]${times}[upg]`,
    `[down0][meang4]${times}[downg]`,
    `[meanm1]lut=y='val/8+32768'[middle]`,
    `[middle][upg]${minus}[lower]`,
    `[lower][downg]${plus},split[black0][black1]`,
    `[black1][up1]${plus}[higher]`,
    `[higher][down1]${minus},${mean},${sized(fine)}:flags=bilinear[white]`,
    `[black0]${mean},${sized(fine)}:flags=bilinear[black]`,
    `[black][white][mixer]maskedmerge,${restored},format=gray16le,setparams=range=pc`,
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

function scaled({ width, height }: FrameSize, share: number): FrameSize {
  return { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) };
}
