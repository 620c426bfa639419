import { readColor } from '../../core/color-names.js';
import { type OptionInput, optionTable } from '../../core/options.js';
import { aspectOption } from './aspect.js';
import { outputSizeOption } from './output-size.js';

/** These options say how a clip is framed anew. */
export const framingOptions = optionTable({
  aspect: { ...aspectOption, default: '9:16', summary: 'shape of the reframed picture' },
  size: { ...outputSizeOption, summary: 'exact size of the reframed picture, in place of an aspect' },
  padding: {
    type: 'choice',
    choices: ['auto', 'never'],
    default: 'auto',
    summary: 'auto: a wider crop between bars where two subjects do not fit',
  },
  fill: {
    type: 'text',
    placeholder: 'what',
    expected: 'blur, stack, or a color (#rrggbb, or a name such as black or white)',
    accepts: (text) => text === 'blur' || text === 'stack' || readColor(text) !== undefined,
    default: 'black',
    summary:
      'what fills the bars beside a wider crop: the clip itself out of focus (blur), or a color; stack: two crops of the two subjects in place of a wider one',
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
});

/** Options of a `Reframer`. */
export interface ReframeOptions extends OptionInput<typeof framingOptions> {}
