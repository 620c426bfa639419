import { fileURLToPath } from 'node:url';

/** URL of a module with models for tests: color-contrast, redness, or failing. */
export function modelUrl(name: string): string {
  return new URL(`../fixtures/models/${name}.js`, import.meta.url).href;
}

/** Path of such a module. */
export function modelPath(name: string): string {
  return fileURLToPath(modelUrl(name));
}
