import { Command } from 'commander';
import {
  checkEvaluationOutput,
  evaluate,
  evaluateOptions,
  evaluationCsv,
  evaluationJson,
  evaluationLatex,
  evaluationTable,
  itemTable,
  OptionError,
  optionTable,
  resolveOptions,
  writeEvaluation,
} from '../../index.js';
import { addFlags, addModelFlags, flagsOf, modelOptionsOf } from '../flags.js';
import { showProgress } from '../progress.js';
import { runFlags } from '../run-options.js';

/** What of an evaluation goes to standard output. */
const textOptions = optionTable({
  format: {
    type: 'choice',
    choices: ['table', 'items', 'json', 'csv', 'latex'],
    summary: 'what is printed: the figures as a table, as JSON or LaTeX, or those of each item as a table or CSV',
  },
});

const writers = {
  table: evaluationTable,
  items: itemTable,
  json: evaluationJson,
  csv: evaluationCsv,
  latex: evaluationLatex,
} as const;

/** `saliency evaluate`: how good maps or models are. */
export function evaluateCommand(signal: AbortSignal): Command {
  const command = new Command('evaluate')
    .description('measure maps or models against masks, gaze, rectangles or crops of people')
    .option('-o, --output <path>', 'folder/ for tables, curves as SVG and PNG, bars and a contact sheet');
  addFlags(command, evaluateOptions);
  addFlags(command, textOptions);
  addModelFlags(command);
  addFlags(command, runFlags);
  return command
    .addHelpText(
      'after',
      `
Examples:
  saliency evaluate --maps maps/ --masks masks/            a folder of maps against one of masks
  saliency evaluate --maps ours=a/,theirs=b/ --masks masks/ -o report/
  saliency evaluate --models manifold-ranking,gaze --images img/ --masks masks/
  saliency evaluate --models manifold-ranking --images DAVIS/ --masks DAVIS/   sequences: <name>/frames, <name>/masks
  saliency evaluate --models gaze --images img/ --fixations fixations.json
  saliency evaluate --models gaze --images clips/ --retargetvid annotations/   crops against people's`,
    )
    .action(async () => {
      const values = command.opts();
      const flags = resolveOptions(runFlags, flagsOf(runFlags, values));
      const { format } = resolveOptions(textOptions, flagsOf(textOptions, values));
      if (flags.json && format !== undefined && format !== 'json')
        throw OptionError.of('json', `expected no other format, got ${format}`);
      const { output } = values as { output?: string };
      if (output === '-') throw OptionError.of('output', 'expected a folder, got standard output');
      if (output !== undefined) await checkEvaluationOutput(output, flags.force);
      const display = showProgress(flags.quiet ? 'none' : flags.progress, 'evaluate', process.stderr, {
        unit: 'items',
      });
      const report = await evaluate({
        ...flagsOf(evaluateOptions, values),
        modelOptions: modelOptionsOf(values),
        sheet: output !== undefined,
        onProgress: ({ done, total }) => display.update({ frames: done, seconds: done, totalSeconds: total }),
        signal,
      }).finally(display.end);
      const files = output === undefined ? [] : await writeEvaluation(report, output, flags);
      process.stdout.write(writers[flags.json ? 'json' : (format ?? 'table')](report));
      if (flags.quiet) return;
      for (const note of report.notes) process.stderr.write(`saliency: ${note}\n`);
      if (files.length > 0) process.stderr.write(`evaluate → ${files.join(', ')}\n`);
    });
}
