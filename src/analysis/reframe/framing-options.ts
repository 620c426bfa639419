import { type OptionInput, optionTable } from '../../core/options.js';
import { aspectOption } from './aspect.js';

/** These options say how a clip is framed anew. */
export const framingOptions = optionTable({
  aspect: { ...aspectOption, default: '9:16', summary: 'shape of the reframed picture' },
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
});

/** Options of a `Reframer`. */
export interface ReframeOptions extends OptionInput<typeof framingOptions> {}
