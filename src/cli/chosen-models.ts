import { basename, extname } from 'node:path';
import type { Command } from 'commander';
import { isModelPath, modelsIn, overlayClipOptions } from '../index.js';
import { specsOf } from './flags.js';

/** The models that a verb runs with given values of its flags, by name or path; none where it runs none. */
export function chosenModels(command: Command, values: Readonly<Record<string, unknown>>): readonly string[] {
  const specs = specsOf(command);
  const option = specs.has('model') ? 'model' : specs.has('models') ? 'models' : undefined;
  if (option === undefined) return [];
  // A heatmap of a still shows where eyes rest, as that of a clip does.
  const heatmap = command.name() === 'image' && values.overlay === true;
  const [spec] = heatmap ? [overlayClipOptions.model] : specs.get(option)!;
  const fallback = spec !== undefined && 'default' in spec ? spec.default : undefined;
  const chosen = values[option] ?? fallback;
  return typeof chosen === 'string' ? modelsIn(chosen) : [];
}

/** The models as part of a file's name: `gaze`, `gaze+gbvs`; the stem of a module stands for it. */
export function modelLabel(command: Command, values: Readonly<Record<string, unknown>>): string | undefined {
  const names = chosenModels(command, values).map((model) => {
    if (!isModelPath(model)) return model;
    const [, module = model, name] = /^(.+?)(?:#([a-z][a-z0-9-]*))?$/.exec(model) ?? [];
    return name ?? basename(module, extname(module));
  });
  return names.length === 0 ? undefined : names.join('+');
}
