import { parseAspect } from '../../analysis/reframe/aspect.js';
import type { ReframeOptions } from '../../analysis/reframe/reframe.js';
import { type OptionInput, optionTable, resolveOptions } from '../../core/options.js';

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
});

/**
 * Checks how a clip is to be reframed before it is opened.
 *
 * @throws {OptionError} for what cannot be.
 */
export function planReframe(given: OptionInput<typeof reframeOptions>): { framing: ReframeOptions; preview: boolean } {
  const { preview, ...framing } = resolveOptions(reframeOptions, given);
  parseAspect(framing.aspect);
  return { framing, preview };
}
