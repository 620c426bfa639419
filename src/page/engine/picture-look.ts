import type { Box, OptionInput, overlayOptions } from '../../browser.js';

/** Says how one frame is drawn. */
export interface PictureLook {
  /** `frame`: as it is; `overlay`: with the heatmap; `saliency`: its map in gray. Default `overlay`. */
  readonly kind?: 'frame' | 'overlay' | 'saliency' | undefined;
  readonly overlay?: OptionInput<typeof overlayOptions> | undefined;
  /** The part that is drawn, in shares of the displayed picture. Default: all. */
  readonly crop?: Box | undefined;
  /** Longest side in pixels. Default: that of the clip. */
  readonly longSide?: number | undefined;
}
