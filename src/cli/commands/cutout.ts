import { Command } from 'commander';
import { type CutoutOptions, cutout, cutoutOptions, encodingOptions, extensionFor } from '../../index.js';
import { addClipFlags, clipOptionsOf, runClips } from '../clip-command.js';
import { addFlags, flagsOf } from '../flags.js';

/** `saliency cutout`: what stands out of clips, with transparency or before another background. */
export function cutoutCommand(signal: AbortSignal): Command {
  const command = new Command('cutout')
    .description('cut what stands out of clips: with transparency, or in front of another background')
    .argument('<inputs...>', 'clips, or folders of clips; - reads standard input')
    .option(
      '-o, --output <path>',
      'file (.mov, .webm, .mkv), or folder/; pictures with --format png; with a background any container',
    );
  addFlags(command, cutoutOptions);
  return addClipFlags(command, encodingOptions)
    .addHelpText(
      'after',
      `
Examples:
  saliency cutout clip.mp4                               clip.cutout.mov: ProRes 4444 with alpha
  saliency cutout clip.mp4 -o cut.webm                   VP9 with alpha, for pages
  saliency cutout clip.mp4 --format png --bit-depth 16   clip.cutout/: PNG pictures
  saliency cutout clip.mp4 --background blur:30          clip.cutout.mp4: all else out of focus
  saliency cutout clip.mp4 --background beach.jpg        or in front of a picture or clip
  saliency cutout clip.mp4 --background '#00b140'        or of one color
  saliency cutout clip.mp4 --levels 0.3,0.9              a tighter matte`,
    )
    .action((inputs: string[]) => {
      const values = command.opts();
      const options: CutoutOptions = { ...clipOptionsOf(values, signal), ...flagsOf(cutoutOptions, values) };
      const naming = {
        suffix: 'cutout',
        extensionOf: (input: string) =>
          values.format === undefined && values.background === undefined ? '.mov' : extensionFor(input, values.format),
      };
      return runClips(command, inputs, values, naming, signal, (input, output, more) =>
        cutout(input, output, { ...options, ...more }),
      );
    });
}
