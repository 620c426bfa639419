import { Command } from 'commander';
import { overlayOptions, type ReportOptions, reportOptions, writeReport } from '../../index.js';
import { addWatchFlags, watchOptionsOf } from '../analysis-command.js';
import { addFlags, flagsOf } from '../flags.js';
import { runVerb } from '../run-verb.js';

/** The page shows both side by side itself. */
const { sideBySide: _, ...heatFlags } = overlayOptions;

/** `saliency report`: clips to pages that one can look at. */
export function reportCommand(signal: AbortSignal, work: typeof writeReport = writeReport): Command {
  const command = new Command('report')
    .description('write a page to look at: the clip, its heatmap, plots, shots; one file, no network')
    .argument('<inputs...>', 'clips, or folders of clips; - reads standard input')
    .option('-o, --output <path>', 'page (.html), folder/ for several inputs, - for standard output');
  addFlags(command, reportOptions);
  addFlags(command, heatFlags);
  return addWatchFlags(command)
    .addHelpText(
      'after',
      `
Examples:
  saliency report clip.mp4                               clip.report.html
  saliency report clip.mp4 -o report.html --overlay heat.mp4
  saliency report clip.mp4 --aspect 4:5                  shows the crop to another shape
  saliency report clip.mp4 --plan crop.json              or one that reframe --path wrote`,
    )
    .action((inputs: string[]) => {
      const values = command.opts();
      const naming = { suffix: 'report', extensionOf: () => '.html' };
      const heat = flagsOf(heatFlags, values);
      const options: ReportOptions = {
        ...watchOptionsOf(values, signal),
        ...flagsOf(reportOptions, values),
        ...(values.overlay === undefined ? {} : { overlay: { ...heat, path: values.overlay } }),
      };
      const verb = { inputs, values, naming, single: ['overlay', 'plan'], signal };
      const verb = { command, inputs, values, naming, single: ['overlay'], signal };
      return runVerb(verb, ({ input, output }, onProgress) => work(input, output, { ...options, onProgress }));
    });
}
