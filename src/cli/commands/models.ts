import { Command } from 'commander';
import { describeExpected, models, type OptionTable } from '../../index.js';

/** `saliency models`: which models there are, and their options. */
export function modelsCommand(): Command {
  return new Command('models')
    .description('list the saliency models and their options')
    .option('--json', 'print JSON')
    .action(({ json }: { json?: boolean }) => {
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
  return [`${name} (${kind})`, `  ${summary}`, `  ${reference}`, ...lines].join('\n');
}
