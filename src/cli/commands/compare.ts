import { extname } from 'node:path';
import { Command } from 'commander';
import { type CompareOptions, clipOptions, compare, compareOptions, overwriteOptions } from '../../index.js';
import { colorEncodingOptions } from '../clip-command.js';
import { addFlags, addModelFlags, flagsOf, modelOptionsOf } from '../flags.js';
import { inputFlags } from '../inputs/input-flags.js';
import { shortRunFlags } from '../run-options.js';
import { runVerb } from '../run-verb.js';

/** Several models are chosen, not one. */
const { model: _, ...rangeOptions } = clipOptions;

/** `saliency compare`: clips and pictures beside the maps of several models. */
export function compareCommand(signal: AbortSignal): Command {
  const command = new Command('compare')
    .description('show clips or pictures beside the maps of several models, labeled, at the same instants')
    .argument('<inputs...>', 'clips or pictures, or folders of them')
    .option('-o, --output <path>', 'video or picture, or folder/ for several inputs');
  addFlags(command, inputFlags);
  addFlags(command, compareOptions);
  addFlags(command, overwriteOptions);
  addFlags(command, rangeOptions);
  addFlags(command, colorEncodingOptions);
  addModelFlags(command);
  addFlags(command, shortRunFlags);
  return command
    .addHelpText(
      'after',
      `
Examples:
  saliency compare clip.mp4                                     clip.compare.mp4
  saliency compare clip.mp4 --models gbvs,pqft,gaze -o grid.mp4
  saliency compare photo.jpg --models itti,gbvs --masks truth/  with the mask truth/photo.png`,
    )
    .action((inputs: string[]) => {
      const values = command.opts();
      const naming = { suffix: 'compare', extensionOf: (input: string) => extname(input) };
      const options: CompareOptions = {
        ...flagsOf(compareOptions, values),
        ...flagsOf(overwriteOptions, values),
        ...flagsOf(rangeOptions, values),
        ...flagsOf(colorEncodingOptions, values),
        modelOptions: modelOptionsOf(values),
        signal,
      };
      return runVerb(
        { command, inputs, kind: 'clips or pictures' as const, values, naming, signal },
        ({ input, output }, onProgress) => compare(input, output, { ...options, onProgress }),
      );
    });
}
