import type { Command } from 'commander';
import { isModelPath, loadModels, models, modelsIn, OptionError } from '../index.js';

/**
 * Loads the modules among chosen models, so that the verbs have flags for the options of their models.
 *
 * @param chosen - values of the option `model`: names, paths, or several with commas between.
 * @param createProgram - makes the program as it is without the modules: an option may not be called as one of its flags.
 * @throws {OptionError} for a module that cannot be loaded, and for an option that has the name of a flag.
 */
export async function loadChosenModels(chosen: readonly string[], createProgram: () => Command): Promise<void> {
  const paths = new Set(chosen.flatMap(modelsIn).filter(isModelPath));
  if (paths.size === 0) return;
  const shared = new Set(models.flatMap(({ options }) => Object.keys(options)));
  const flags = createProgram().commands.flatMap(({ options }) => options.map((option) => option.attributeName()));
  const loaded = await Promise.all([...paths].map((path) => loadModels(path.replace(/#[a-z][a-z0-9-]*$/, ''))));
  for (const { name, options } of loaded.flat()) {
    const taken = Object.keys(options).find((option) => flags.includes(option) && !shared.has(option));
    if (taken !== undefined) {
      throw OptionError.of('model', `${name} calls an option "${taken}", as a flag of the program is called already`);
    }
  }
}

/** The value of a flag that is read before all others: the last that was given. */
export function lastOf(args: readonly string[], flag: string): string | undefined {
  const end = args.indexOf('--');
  const before = end === -1 ? args : args.slice(0, end);
  const at = before.findLastIndex((arg) => arg === flag || arg.startsWith(`${flag}=`));
  if (at === -1) return undefined;
  return before[at] === flag ? before[at + 1] : before[at]!.slice(flag.length + 1);
}
