import { extname } from 'node:path';
import { Command } from 'commander';
import { convertImage, imageFlags, models, OptionError, overlayFlags, resolveOptions } from '../../index.js';
import { addFlags, flagsOf } from '../flags.js';
import { outputNames } from '../output-names.js';
import { runEach } from '../run-each.js';
import { runFlags } from '../run-options.js';

/** `saliency image`: pictures to saliency maps, overlays or panels of the stages. */
export function imageCommand(signal: AbortSignal): Command {
  const command = new Command('image')
    .description('turn pictures into saliency maps, overlays or panels of the stages')
    .argument('<inputs...>', 'pictures: JPEG, PNG, WebP, AVIF, TIFF')
    .option('-o, --output <path>', 'file, or folder/ for several inputs')
    .option('--overlay', 'lay the heatmap over the picture')
    .option('--stages', 'picture, superpixels, stage 1 and stage 2 side by side');
  addFlags(command, imageFlags);
  addFlags(command, overlayFlags);
  for (const { options } of models) addFlags(command, options);
  addFlags(command, runFlags);
  return command
    .addHelpText(
      'after',
      `
Examples:
  saliency image photo.jpg                     photo.saliency.png
  saliency image photo.jpg --overlay -o heat.webp
  saliency image photo.jpg --stages            how the ranking got there
  saliency image *.jpg -o maps/`,
    )
    .action(async (inputs: string[]) => {
      const values = command.opts();
      if (values.overlay && values.stages) throw new OptionError('stages: expected --overlay or --stages, got both');
      const kind = values.overlay ? 'overlay' : values.stages ? 'stages' : 'map';
      const flags = resolveOptions(runFlags, flagsOf(runFlags, values));
      const suffix = kind === 'map' ? 'saliency' : kind;
      // A map is data and must not be compressed with loss; what is looked at keeps the input's format.
      const outputs = outputNames(inputs, values.output, suffix, (input) => (kind === 'map' ? '.png' : extname(input)));
      const runs = inputs.map((input, i) => ({ input, output: outputs[i]! }));
      const options = {
        ...flagsOf(imageFlags, values),
        overlay: flagsOf(overlayFlags, values),
        modelOptions: Object.assign({}, ...models.map((model) => flagsOf(model.options, values))),
        kind,
        force: flags.force,
        signal,
      } as const;
      await runEach(runs, flags, signal, ({ input, output }) => convertImage(input, output, options));
    });
}
