import { optionTable } from '../../core/options.js';
import { overwriteOptions } from '../../files/overwrite-options.js';
import { outputOptions } from '../write/conversion.js';

/** How a clip is reframed. */
export const reframeOptions = optionTable({
  aspect: {
    type: 'text',
    placeholder: 'W:H',
    expected: 'W:H such as 9:16, 1:1, 4:5 or 2.39:1',
    pattern: /^\d+(\.\d+)?(:\d+(\.\d+)?)?$/,
    default: '9:16',
    summary: 'shape of the reframed picture',
  },
  padding: {
    type: 'choice',
    choices: ['auto', 'never'],
    default: 'auto',
    summary: 'auto: a wider crop between bars where two subjects do not fit',
  },
  maxSpeed: {
    type: 'number',
    min: 0.01,
    max: 10,
    default: 0.5,
    summary: "fastest pan, in shares of the picture's side a second",
  },
  maxAcceleration: {
    type: 'number',
    min: 0.01,
    max: 100,
    default: 1,
    summary: 'how fast a pan gets faster, in shares a second squared',
  },
  preview: { type: 'boolean', default: false, summary: 'draw the crop on the full clip in place of cutting it out' },
  path: {
    type: 'text',
    placeholder: 'file',
    summary: 'write the path of the crop (.json, .cmd, .txt, .fcpxml, .xml); without an output, only that',
  },
  ...overwriteOptions,
  encoding: outputOptions.encoding,
});
