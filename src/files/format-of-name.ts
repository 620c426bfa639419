import { extname } from 'node:path';

/** Formats by the extensions that stand for them, with the dot and in lower case. */
export type FormatsByExtension<F> = Readonly<Record<string, F>>;

/** Finds the format that a file's name stands for; undefined where its extension is not among the known ones. */
export function formatOfName<F>(path: string, formats: FormatsByExtension<F>): F | undefined {
  const extension = extname(path).toLowerCase();
  return Object.hasOwn(formats, extension) ? formats[extension] : undefined;
}
