import { Command } from 'commander';
import { type ConvertOptions, convert, convertOptions, mapEncodingOptions } from '../../index.js';
import { addClipFlags, clipOptionsOf, runClips } from '../clip-command.js';
import { addFlags, flagsOf } from '../flags.js';

/** `saliency convert`: clips to saliency videos. */
export function convertCommand(signal: AbortSignal, work: typeof convert = convert): Command {
  const command = new Command('convert')
    .description('turn clips into saliency videos: white where the eye goes')
    .argument('<inputs...>', 'clips, or folders of clips; - reads standard input')
    .option(
      '-o, --output <path>',
      'file, folder/ for videos or, with --format png, pictures, or - (with --format) for standard output',
    );
  addFlags(command, convertOptions);
  return addClipFlags(command, mapEncodingOptions)
    .addHelpText(
      'after',
      `
Examples:
  saliency convert clip.mp4                              clip.saliency.mp4, at the clip's own size
  saliency convert clip.mp4 -o maps.mkv --codec ffv1     lossless gray
  saliency convert clip.mp4 --format png --bit-depth 16  clip.saliency/000001.png and so on, of 16 bits
  saliency convert clip.mp4 --format npy                 clip.saliency/: float32 arrays for NumPy, a file a frame
  saliency convert clip.mp4 --format roi-svtav1          clip.saliency.roi.txt: offsets of blocks for an encoder
  saliency convert clip.mp4 --overlay heat.mp4           saliency video and overlay from one pass
  saliency convert clip.mov -o matte.mov --refine        follow the object's outlines at full size
  saliency convert *.mp4 -o maps/                        many clips into a folder
  cat clip.mkv | saliency convert - -o - --format y4m    in a pipeline`,
    )
    .action((inputs: string[]) => {
      const values = command.opts();
      const options: ConvertOptions = {
        ...clipOptionsOf(values, signal),
        ...flagsOf(convertOptions, values),
        encoding: flagsOf(mapEncodingOptions, values),
      };
      return runClips(command, inputs, values, { suffix: 'saliency' }, signal, (input, output, more) =>
        work(input, output, { ...options, ...more }),
      );
    });
}
