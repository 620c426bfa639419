import { extname } from 'node:path';
import { Command } from 'commander';
import {
  type ConvertImageOptions,
  convertImage,
  imageOptions,
  OptionError,
  optionName,
  optionTable,
  overlayOptions,
  resolveOptions,
  wording,
} from '../../index.js';
import { addFlags, addModelFlags, flagsOf, modelOptionsOf } from '../flags.js';
import { inputFlags } from '../inputs/input-flags.js';
import { shortRunFlags } from '../run-options.js';
import { runVerb } from '../run-verb.js';

/** The kind is chosen with flags of its own. */
const { kind: _, ...pictureFlags } = imageOptions;

const formatOptions = optionTable({
  format: {
    type: 'choice',
    choices: ['png', 'npy'],
    summary: 'file of a map whose name is derived: a picture, or a float32 array for NumPy',
  },
});

/** `saliency image`: pictures to saliency maps, overlays or panels of the stages. */
export function imageCommand(signal: AbortSignal): Command {
  const command = new Command('image')
    .description('turn pictures into saliency maps, overlays or panels of the stages')
    .argument('<inputs...>', 'pictures, or folders of them: JPEG, PNG, WebP, AVIF, TIFF')
    .option('-o, --output <path>', 'file, or folder/ for several inputs')
    .option('--overlay', 'lay the heatmap over the picture')
    .option('--stages', 'picture, superpixels, stage 1 and stage 2 side by side');
  addFlags(command, inputFlags);
  addFlags(command, pictureFlags);
  addFlags(command, formatOptions);
  addFlags(command, overlayOptions);
  addModelFlags(command);
  addFlags(command, shortRunFlags);
  return command
    .addHelpText(
      'after',
      `
Examples:
  saliency image photo.jpg                     photo.saliency.png
  saliency image photo.jpg --overlay -o heat.webp
  saliency image photo.jpg --stages            how the ranking got there
  saliency image *.jpg -o maps/
  saliency image photo.jpg --format npy        photo.saliency.npy: float32, height by width`,
    )
    .action((inputs: string[]) => {
      const values = command.opts();
      if (values.overlay && values.stages)
        throw OptionError.of('stages', wording`expected it or the option ${optionName('overlay')}, got both`);
      const { format = 'png' } = resolveOptions(formatOptions, flagsOf(formatOptions, values));
      const kind = values.overlay ? 'overlay' : values.stages ? 'stages' : 'map';
      const naming = {
        suffix: kind === 'map' ? 'saliency' : kind,
        // A map is data and must not be compressed with loss; what is looked at keeps the input's format.
        extensionOf: (input: string) => (kind === 'map' ? `.${format}` : extname(input)),
      };
      const options: ConvertImageOptions = {
        ...flagsOf(pictureFlags, values),
        kind,
        overlay: flagsOf(overlayOptions, values),
        modelOptions: modelOptionsOf(values),
        signal,
      };
      return runVerb(
        { command, inputs, kind: 'pictures' as const, values, naming, signal },
        async ({ input, output }) => {
          await convertImage(input, output, options);
          return { outputs: [output], frames: undefined, warnings: [], damage: undefined };
        },
      );
    });
}
