import { optionTable } from '../../index.js';

/** Which config holds, for every verb. */
export const configFlags = optionTable({
  config: {
    type: 'text',
    placeholder: 'path',
    summary: 'config file, in place of the one of the project; none for no config file at all',
  },
  presetName: {
    type: 'text',
    placeholder: 'name',
    summary: 'preset of the config files that holds; none for no preset',
  },
});
