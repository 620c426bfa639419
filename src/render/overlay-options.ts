import { blendModes } from '../core/blend-mode.js';
import { type OptionValues, optionTable } from '../core/options.js';
import { colormapNames } from './colormaps.js';

/** The options of a heatmap overlay, for clips and stills alike. */
export const overlayOptions = optionTable({
  colormap: {
    type: 'choice',
    choices: colormapNames,
    default: 'turbo',
    summary: 'colors of the heatmap, from low to high saliency',
  },
  opacity: { type: 'number', min: 0, max: 1, default: 0.6, summary: 'opacity of the heatmap where it is strongest' },
  threshold: {
    type: 'number',
    min: 0,
    max: 1,
    default: 0.2,
    summary: 'saliency up to which the clip shows through untouched',
  },
  blend: { type: 'choice', choices: blendModes, default: 'normal', summary: 'how heat colors meet the picture' },
  sideBySide: { type: 'boolean', default: false, summary: 'put the untouched picture to the left of the overlay' },
});

/** Resolved values of {@link overlayOptions}. */
export type OverlayOptions = OptionValues<typeof overlayOptions>;
