import { Command } from 'commander';
import { overlay, overlayClipOptions, overlayOptions } from '../../index.js';
import { addClipFlags, clipOptionsOf, colorEncodingOptions, runClips } from '../clip-command.js';
import { addFlags, flagsOf } from '../flags.js';

/** `saliency overlay`: an attention heatmap over the clip, sound and all. */
export function overlayCommand(signal: AbortSignal, work: typeof overlay = overlay): Command {
  const command = new Command('overlay')
    .description('lay a heatmap of where eyes rest over clips; sound, subtitles and chapters stay')
    .argument('<inputs...>', 'clips, or folders of clips; - reads standard input')
    .option('-o, --output <path>', 'file, or folder/ for several inputs');
  addFlags(command, overlayOptions);
  return addClipFlags(command, colorEncodingOptions, overlayClipOptions)
    .addHelpText(
      'after',
      `
Examples:
  saliency overlay clip.mp4                                clip.overlay.mp4
  saliency overlay clip.mp4 --colormap inferno --opacity 0.8
  saliency overlay clip.mp4 --threshold 0.3                color only what stands out
  saliency overlay clip.mp4 --side-by-side -o compare.mp4  the clip and its overlay
  saliency overlay clip.mp4 --start 1:30 --duration 10     ten seconds of it`,
    )
    .action((inputs: string[]) => {
      const values = command.opts();
      const options = { ...clipOptionsOf(values, signal), ...flagsOf(overlayOptions, values) };
      return runClips(command, inputs, values, { suffix: 'overlay' }, signal, (input, output, more) =>
        work(input, output, { ...options, ...more }),
      );
    });
}
