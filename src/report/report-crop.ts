import type { ReframePlan } from '../analysis/reframe/reframe-plan.js';

/** Decimals to which shares of a crop are told to the page: a tenth of a pixel of most clips. */
const DECIMALS = 4;

/** The crop of each frame, packed for the page. */
export interface ReportCrop {
  readonly aspect: string;
  /** Left and upper edge, one entry a frame, as shares of the picture. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Places at which the crop takes another size: the position of the frame, width and height as shares of the picture. */
  readonly sizes: readonly (readonly [position: number, width: number, height: number])[];
}

/** Packs the crops of a plan. */
export function reportCrop({ aspect, frames }: ReframePlan): ReportCrop {
  const short = (value: number) => Number(value.toFixed(DECIMALS));
  const sizes: (readonly [number, number, number])[] = [];
  for (const [i, { crop }] of frames.entries()) {
    const last = sizes.at(-1);
    const [width, height] = [short(crop.width), short(crop.height)];
    if (last?.[1] !== width || last[2] !== height) sizes.push([i, width, height]);
  }
  return {
    aspect,
    x: frames.map(({ crop }) => short(crop.x)),
    y: frames.map(({ crop }) => short(crop.y)),
    sizes,
  };
}
