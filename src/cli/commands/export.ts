import { basename, dirname, extname, join } from 'node:path';
import { Command } from 'commander';
import {
  type ExportFormatName,
  exportAnalysis,
  exportFormats,
  exportOptions,
  exportSuffix,
  OptionError,
  resolveOptions,
} from '../../index.js';
import { addFlags, flagsOf } from '../flags.js';
import { fillTemplate, isTemplate } from '../inputs/output-template.js';
import { runEach } from '../run-each.js';
import { runFlags, shortRunFlags } from '../run-options.js';

const names = Object.keys(exportFormats) as ExportFormatName[];

/** `saliency export`: an analysis to what editors, players and FFmpeg read. */
export function exportCommand(signal: AbortSignal): Command {
  const command = new Command('export')
    .description('turn an analysis into markers, edit lists, chapters or keyframes')
    .argument(
      '<analysis...>',
      'file that `saliency analyze` wrote as JSON, several for kdenlive; - reads standard input',
    )
    .option('-o, --output <path>', 'file, or - for standard output');
  addFlags(command, exportOptions);
  addFlags(command, shortRunFlags);
  return command
    .addHelpText(
      'after',
      `
Formats:
${names.map((name) => `  ${name.padEnd(12)} ${exportFormats[name].summary}`).join('\n')}

Examples:
  saliency export clip.analysis.json --format otio       clip.otio
  saliency export clip.analysis.json -o clip.fcpxml
  saliency export clip.analysis.json --format resolve-edl -o markers.edl
  saliency export clip.analysis.json -o clip.edl --timeline-start 10:00:00:00
  saliency export *.analysis.json -o day.kdenlive        many clips in one Kdenlive project
  saliency export clip.analysis.json --format ffmetadata -o - | ffmpeg -i clip.mp4 -i - -map_chapters 1 -c copy out.mp4`,
    )
    .action(async (analyses: string[]) => {
      const values = command.opts();
      const flags = resolveOptions(runFlags, flagsOf(shortRunFlags, values));
      const options = { ...flagsOf(exportOptions, values), signal };
      const input = analyses[0]!;
      const output = values.output ?? defaultOutput(input, values.format);
      const output = outputOf(input, values.output, values.format);
      await runEach([{ input, output }], flags, signal, async () => {
        const { warnings } = await exportAnalysis(analyses, output, options);
        return { outputs: [output], frames: undefined, warnings, damage: undefined };
      });
    });
}

function outputOf(input: string, output: string | undefined, format: string | undefined): string {
  if (output !== undefined && !isTemplate(output)) return output;
  const derived = defaultOutput(input, format);
  if (output === undefined) return derived;
  const ext = extname(derived).slice(1);
  const name = input === '-' ? 'stdin' : basename(derived, extname(derived));
  return fillTemplate(output, { name, ext, dir: '', verb: 'export', model: undefined, index: '1' });
}

/** `clip.analysis.json` gives `clip.otio` beside it. */
function defaultOutput(input: string, format: string | undefined): string {
  if (input === '-') return '-';
  const name = names.find((known) => known === format);
  if (name === undefined)
    throw OptionError.of('format', `expected one of ${names.join(', ')}, got ${format ?? 'none'}`);
  const stem = basename(input).replace(/(\.analysis)?\.json$/i, '');
  return join(dirname(input), `${stem}${exportSuffix(name)}`);
}
