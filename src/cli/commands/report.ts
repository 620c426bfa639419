import { Command } from 'commander';
import { OptionError, overlayOptions, reportOptions, resolveOptions, writeReport } from '../../index.js';
import { addWatchFlags, watchOptionsOf } from '../analysis-command.js';
import { addFlags, flagsOf } from '../flags.js';
import { outputNames } from '../output-names.js';
import { runEach } from '../run-each.js';
import { runFlags } from '../run-options.js';

/** The page shows both side by side itself. */
const { sideBySide: _, ...heatFlags } = overlayOptions;

/** `saliency report`: clips to pages that one can look at. */
export function reportCommand(signal: AbortSignal): Command {
  const command = new Command('report')
    .description('write a page to look at: the clip, its heatmap, plots, shots; one file, no network')
    .argument('<inputs...>', 'clips; - reads standard input')
    .option('-o, --output <path>', 'HTML file, folder/ for several inputs, - for standard output');
  addFlags(command, reportOptions);
  addFlags(command, heatFlags);
  return addWatchFlags(command)
    .addHelpText(
      'after',
      `
Examples:
  saliency report clip.mp4                               clip.report.html
  saliency report clip.mp4 -o report.html --overlay heat.mp4`,
    )
    .action(async (inputs: string[]) => {
      const values = command.opts();
      const flags = resolveOptions(runFlags, flagsOf(runFlags, values));
      if (inputs.length > 1 && values.overlay !== undefined) {
        throw OptionError.of('overlay', 'expected one input with an overlay path, got several');
      }
      const outputs = outputNames(inputs, values.output, {
        suffix: 'report',
        extensionOf: () => '.html',
        fillsFolder: false,
      });
      const runs = inputs.map((input, i) => ({ input, output: outputs[i]! }));
      const heat = flagsOf(heatFlags, values);
      const options = {
        ...watchOptionsOf(values, signal),
        ...flagsOf(reportOptions, values),
        ...(values.overlay === undefined ? {} : { overlay: { ...heat, path: values.overlay } }),
      };
      await runEach(runs, flags, signal, ({ input, output }, onProgress) =>
        writeReport(input, output, { ...options, onProgress }),
      );
    });
}
