import { Command } from 'commander';
import { OptionError, resolveOptions, type ThumbnailOptions, thumbnailOptions, thumbnails } from '../../index.js';
import { addWatchFlags, watchOptionsOf } from '../analysis-command.js';
import { addFlags, flagsOf } from '../flags.js';
import { outputNames } from '../output-names.js';
import { runEach } from '../run-each.js';
import { runFlags } from '../run-options.js';

/** `saliency thumbnail`: the best stills of clips. */
export function thumbnailCommand(signal: AbortSignal): Command {
  const command = new Command('thumbnail')
    .description('write the best stills of clips, different from each other, at full size')
    .argument('<inputs...>', 'clips; - reads standard input')
    .option('-o, --output <path>', 'folder/, or the name of a picture with --count 1');
  addFlags(command, thumbnailOptions);
  return addWatchFlags(command)
    .addHelpText(
      'after',
      `
Examples:
  saliency thumbnail clip.mp4                            clip.stills/01_00-00-03-12.jpg and so on, best first
  saliency thumbnail clip.mp4 --count 1 -o poster.png
  saliency thumbnail clip.mp4 --aspect 1:1 -o squares/   cropped around the subject`,
    )
    .action(async (inputs: string[]) => {
      const values = command.opts();
      const flags = resolveOptions(runFlags, flagsOf(runFlags, values));
      const outputs = outputNames(inputs, values.output, {
        suffix: 'stills',
        extensionOf: () => '/',
        fillsFolder: true,
      });
      if (outputs.includes('-')) throw OptionError.of('output', 'expected a folder or a picture, got standard output');
      const runs = inputs.map((input, i) => ({ input, output: outputs[i]! }));
      const options: ThumbnailOptions = { ...watchOptionsOf(values, signal), ...flagsOf(thumbnailOptions, values) };
      await runEach(runs, flags, signal, async ({ input, output }, onProgress) => {
        return thumbnails(input, output, { ...options, onProgress });
      });
    });
}
