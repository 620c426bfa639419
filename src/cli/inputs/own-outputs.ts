/** What stands between the stem and the extension of outputs whose names are derived, in every verb. */
const suffixes = ['saliency', 'overlay', 'cutout', 'reframed', 'preview', 'stills', 'compare', 'stages'];

const ownName = new RegExp(`\\.(?:${suffixes.join('|')})(?:\\.[^.]+)?$`, 'i');

/** Tells whether a file or folder has a name that outputs of this program get: `clip.saliency.mp4`, `clip.stills`. */
export function isOwnName(name: string): boolean {
  return ownName.test(name);
}
