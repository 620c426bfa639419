import { type OptionValues, optionTable } from '../core/options.js';
import { colormapNames } from './colormaps.js';

/** How a heat color meets the picture below it; the formulas are those of FFmpeg's `blend` filter, on RGB. */
export const blendModes = ['normal', 'screen', 'addition', 'lighten', 'multiply'] as const;

/** One of the known blend modes. */
export type BlendMode = (typeof blendModes)[number];

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
