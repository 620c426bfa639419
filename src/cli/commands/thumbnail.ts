import { Command } from 'commander';
import { OptionError, type ThumbnailOptions, thumbnailOptions, thumbnails } from '../../index.js';
import { addWatchFlags, watchOptionsOf } from '../analysis-command.js';
import { addFlags, flagsOf } from '../flags.js';
import { runVerb } from '../run-verb.js';

/** `saliency thumbnail`: the best stills of clips. */
export function thumbnailCommand(signal: AbortSignal, work: typeof thumbnails = thumbnails): Command {
  const command = new Command('thumbnail')
    .description('write the best stills of clips, different from each other, at full size')
    .argument('<inputs...>', 'clips, or folders of clips; - reads standard input')
    .option('-o, --output <path>', 'folder/ that takes clip.stills/, or the name of a picture with --count 1');
  addFlags(command, thumbnailOptions);
  return addWatchFlags(command)
    .addHelpText(
      'after',
      `
Examples:
  saliency thumbnail clip.mp4                            clip.stills/01_00-00-03-12.jpg and so on, best first
  saliency thumbnail clip.mp4 --count 1 -o poster.png
  saliency thumbnail *.mp4 --aspect 1:1 -o squares/      squares/clip.stills/ and so on, cropped around the subject`,
    )
    .action((inputs: string[]) => {
      const values = command.opts();
      const naming = { suffix: 'stills', extensionOf: () => '/' };
      if (values.output === '-') throw OptionError.of('output', 'expected a folder or a picture, got standard output');
      const options: ThumbnailOptions = { ...watchOptionsOf(values, signal), ...flagsOf(thumbnailOptions, values) };
      return runVerb({ command, inputs, values, naming, signal }, ({ input, output }, onProgress) =>
        work(input, output, { ...options, onProgress }),
      );
    });
}
