import { framingOptions } from '../../analysis/reframe/framing-options.js';
import { optionTable } from '../../core/options.js';
import { shotOptions } from '../analyze/analysis-options.js';
import { outputOptions } from '../write/conversion.js';

/** How a clip is reframed. */
export const reframeOptions = optionTable({
  ...framingOptions,
  preview: { type: 'boolean', default: false, summary: 'draw the crop on the full clip in place of cutting it out' },
  path: {
    type: 'text',
    placeholder: 'file',
    summary: 'write the path of the crop (.json, .cmd, .txt, .fcpxml, .xml); without an output, only that',
  },
  plan: {
    type: 'text',
    placeholder: 'file',
    summary: 'take the crops from a .json that --path wrote and a person corrected',
  },
  ...shotOptions,
  encoding: outputOptions.encoding,
});
