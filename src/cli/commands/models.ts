import { Command } from 'commander';
import { defaultModel, describeExpected, loadModels, models, type OptionTable } from '../../index.js';

const kinds = { object: 'what stands out, and its extent', fixation: 'where eyes rest' };

/** `saliency models`: which models there are, and their options. */
export function modelsCommand(): Command {
  return new Command('models')
    .description('list the saliency models and their options')
    .argument('[modules...]', 'JavaScript modules whose models are listed too')
    .option('--json', 'print JSON')
    .action(async (modules: string[], { json }: { json?: boolean }) => {
      for (const module of modules) await loadModels(module);
      process.stdout.write(
        json ? `${JSON.stringify(models, null, 2)}\n` : `${models.map(describeModel).join('\n\n')}\n`,
      );
    });
}

function describeModel({ name, summary, kind, reference, options }: (typeof models)[number]): string {
  const lines = Object.entries(options as OptionTable).map(([option, spec]) => {
    const fallback = 'default' in spec ? `; default ${spec.default}` : '';
    return `    ${option.padEnd(16)} ${spec.summary} (${describeExpected(spec)}${fallback})`;
  });
  const note = name === defaultModel ? '; the default' : '';
  const predicts = kinds[kind as keyof typeof kinds];
  return [`${name}${note}`, `  ${summary}`, `  kind: ${kind} (${predicts})`, `  ${reference}`, ...lines].join('\n');
}
