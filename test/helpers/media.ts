import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = process.env.SALIENCY_MEDIA ?? fileURLToPath(new URL('../../../shared/media', import.meta.url));

/** Path of real footage, which the project does not contain, or undefined where it is absent: such tests skip. */
export function media(...path: string[]): string | undefined {
  const file = join(folder, ...path);
  return existsSync(file) ? file : undefined;
}
