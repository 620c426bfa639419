import { type Command, Help, type Option } from 'commander';
import {
  binaryOptions,
  clipOptions,
  encodingOptions,
  evaluateOptions,
  fuseOptions,
  models,
  queueOptions,
} from '../index.js';
import { configFlags } from './config/config-flags.js';
import { inputFlags } from './inputs/input-flags.js';
import { runFlags } from './run-options.js';

/** The options that most people look for, in the order of the help; of these, no verb has more than ten. */
const usual = [
  ...['output', 'overlay', 'stages', 'background', 'invert', 'path', 'aspect', 'count', 'size', 'preview', 'export'],
  ...['quietZones', 'thumbnails', 'stills', 'colormap', 'opacity', 'threshold', 'format', 'start', 'end'],
  ...['maps', 'masks', 'models', 'images', 'fixations'],
  ...['open', 'port'],
  ...['analysis', 'model', 'force', 'version', 'help'],
];

const headings = ['Options:', 'Input:', 'Model:', 'Encoder:', 'Output:', 'Run:'] as const;
type Heading = (typeof headings)[number];

/** The help of a verb shows the usual options first, and the others by what they are about. */
export const groupedHelp = {
  visibleOptions(this: Help, command: Command): Option[] {
    const options = Help.prototype.visibleOptions.call(this, command);
    return options.sort((a, b) => rankOf(a) - rankOf(b));
  },
  /** The choices are among the words already. */
  optionDescription: (option: Option): string => option.description,
  groupItems<T extends Command | Option>(
    this: Help,
    _all: T[],
    visible: T[],
    groupOf: (item: T) => string,
  ): Map<string, T[]> {
    return Help.prototype.groupItems.call(this, visible, visible, groupOf as never) as Map<string, T[]>;
  },
};

/** Gives each option of a verb its place in the help. */
export function groupOptions(verb: Command): void {
  for (const option of verb.options) option.helpGroup(option.helpGroupHeading ?? headingOf(option));
}

function rankOf(option: Option): number {
  const place = usual.indexOf(option.attributeName());
  return place === -1 ? usual.length + headings.indexOf(headingOf(option)) : place;
}

function headingOf(option: Option): Heading {
  const name = option.attributeName();
  if (usual.includes(name)) return 'Options:';
  if (
    name === 'analysisSize' ||
    Object.hasOwn(fuseOptions, name) ||
    models.some(({ options }) => Object.hasOwn(options, name))
  )
    return 'Model:';
  if (Object.hasOwn(clipOptions, name) || Object.hasOwn(inputFlags, name)) return 'Input:';
  if (name !== 'rounds' && name !== 'jobs' && Object.hasOwn(evaluateOptions, name)) return 'Input:';
  if (name !== 'bitDepth' && Object.hasOwn(encodingOptions, name)) return 'Encoder:';
  const run = { ...runFlags, ...binaryOptions, ...queueOptions, ...configFlags, jobs: {}, resume: {}, dryRun: {} };
  return Object.hasOwn(run, name) ? 'Run:' : 'Output:';
}
