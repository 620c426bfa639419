/** Gives the name of a file without its extension, for the names of files that are made of it. */
export function fileStem(name: string): string {
  return name.replace(/\.[^.]+$/, '') || 'clip';
}
