import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** The absolute path of src. */
export const root = join(import.meta.dirname, '..', '..', 'src');

/** A TypeScript file of src/, with its path from there: `core/frame.ts`. */
export interface Source {
  readonly path: string;
  readonly text: string;
  /** See {@link layerOf}. */
  readonly layer: string;
}

/** All sources that Node or a browser runs; the kernels' own sources are AssemblyScript. */
export const sources: readonly Source[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter(
    (path) =>
      path.endsWith('.ts') &&
      !path.startsWith('kernels/assembly/') &&
      path !== 'kernels/wasm.ts' &&
      !path.startsWith('networks/data/'),
  )
  .sort()
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8'), layer: layerOf(path) }));

/** The folder that a source's layer is, or its own name at the root: `core`, `video/decode`, `index.ts`. */
export function layerOf(path: string): string {
  return /^video\/[^/]+(?=\/)|^[^/]+/.exec(path)![0];
}

/** What a source names in its import and export lines, and in dynamic imports. */
export function specifiers(text: string): string[] {
  const pattern = /(?:\bfrom\s*|\bimport\s*|\bimport\s*\(\s*|\brequire\s*\(\s*)(['"])([^'"\n]+)\1/g;
  return Array.from(withoutComments(text).matchAll(pattern), (match) => match[2]!);
}

/** The path from src/ of a relative import. */
export function resolveImport(from: string, specifier: string): string {
  return normalize(join(dirname(from), specifier))
    .replaceAll('\\', '/')
    .replace(/\.js$/, '.ts');
}

export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
}
