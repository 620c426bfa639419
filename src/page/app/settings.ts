import { heatmapModel, type OptionInput, type OverlayOptions, overlayOptions, resolveOptions } from '../../browser.js';
import type { CropEdits } from '../engine/crop-edits.js';

/** The ways in which a frame can be looked at. */
export const views = ['overlay', 'side-by-side', 'map', 'superpixels', 'stages'] as const;

/** One of the ways in which a frame can be looked at. */
export type View = (typeof views)[number];

/** What the user has chosen; it stays from clip to clip, but for the corrections of a crop. */
export class Settings {
  view: View = 'overlay';
  trail = true;
  /** Values of `overlayOptions` that are not their defaults. */
  overlay: OptionInput<typeof overlayOptions> = {};
  model: string = heatmapModel;
  modelOptions: Readonly<Record<string, unknown>> = {};
  analysisSize: number | undefined;
  /** Values of `framingOptions` that are not their defaults. A crop that is as wide as the picture could not be moved. */
  reframe: Readonly<Record<string, unknown>> = { padding: 'never' };
  edits: CropEdits = {};

  get look(): OverlayOptions {
    return resolveOptions(overlayOptions, this.overlay);
  }
}
