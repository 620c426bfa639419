/** Gives the name by which style sheets know one of our blend modes. */
export function blendStyle(blend: string): string {
  return blend === 'addition' ? 'plus-lighter' : blend;
}
