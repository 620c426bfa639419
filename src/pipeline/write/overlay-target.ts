import { type OptionInput, optionTable } from '../../core/options.js';
import { overlayOptions } from '../../render/overlay-options.js';
import { encodingOptions } from '../../video/encode/encoding-options.js';

/** How an overlay beside another output looks, and how it is encoded. */
export const overlayTargetOptions = optionTable({
  ...overlayOptions,
  encoding: {
    type: 'group',
    options: encodingOptions,
    summary: 'how it is encoded; what is left out follows the container',
  },
});

/** An overlay that is written in the same pass as another output. */
export interface OverlayTarget extends OptionInput<typeof overlayTargetOptions> {
  readonly path: string;
}
