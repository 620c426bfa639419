import { optionTable } from '../../index.js';

/** How inputs are found in folders, for every verb that takes several. */
export const inputFlags = optionTable({
  include: {
    type: 'text',
    placeholder: 'globs',
    expected: 'globs with commas between, such as *.mp4,day1/**',
    accepts: (text) => text.trim() !== '',
    summary: 'files to take of an input that is a folder, in place of all whose endings are known',
  },
});
