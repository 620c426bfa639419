import { placed } from './accepted.js';
import { isObject } from './check-config.js';
import type { ConfigFile } from './config-files.js';

/** Finds the models that config files choose, in all their sections and presets, with paths as they are from their files. */
export function modelsInConfig(files: readonly ConfigFile[]): readonly string[] {
  // A file that nobody has named chooses no module: its check refuses that.
  return files.filter(({ origin }) => origin !== 'project').flatMap(({ path, content }) => modelsOf(content, path));
}

function modelsOf(scope: Readonly<Record<string, unknown>>, file: string): string[] {
  return Object.entries(scope).flatMap(([key, value]) => {
    if (isObject(value)) return modelsOf(value, file);
    const isModel = (key === 'model' || key === 'models') && typeof value === 'string';
    return isModel ? [placed(key, { type: 'text', placeholder: 'name', summary: '' }, value, file) as string] : [];
  });
}
