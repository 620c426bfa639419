import { toneMapNeeds } from '../ffmpeg/filters.js';
import { containers } from './containers.js';
import { refiningFilters } from './refined-map.js';
import { codecNames } from './video-codec.js';

/** Something that FFmpeg has to have, and what would not work without it. */
export interface Requirement {
  readonly kind: 'filter' | 'encoder';
  readonly name: string;
  /** `everything`, or what needs it in words. */
  readonly neededFor: string;
}

const filters = [
  ['scale', 'everything'],
  ['showinfo', 'everything'],
  ['overlay', 'overlay'],
  ['blend', 'overlay --blend, convert --refine, cutout'],
  ['hstack', 'overlay --side-by-side'],
  ...refiningFilters.filter((name) => name !== 'blend').map((name) => [name, 'convert --refine, cutout'] as const),
  ['mergeplanes', 'cutout'],
  ['premultiply', 'cutout'],
  ['unpremultiply', 'cutout'],
  ['gblur', 'cutout'],
  ['alphaextract', 'cutout'],
  ['tpad', 'cutout --background with a file'],
  ...toneMapNeeds.map((name) => [name, 'faithful colors of HDR clips'] as const),
  ['yadif', '--deinterlace'],
] as const;

/** Everything that may be asked of FFmpeg; a build that lacks some of it serves for the rest. */
export const requirements: readonly Requirement[] = [
  ...filters.map(([name, neededFor]) => ({ kind: 'filter', name, neededFor }) as const),
  ...encoders(),
];

/** Gives the encoders of all containers, and those that have a name of their own here. */
function encoders(): Requirement[] {
  const uses = new Map<string, string[]>([['ffv1', ['lossless gray']]]);
  const add = (encoder: string, use: string) => uses.set(encoder, [...(uses.get(encoder) ?? []), use]);
  for (const { name, encoder, audio, subtitles } of containers) {
    add(encoder, name);
    if (audio) add(audio.encoder, `sound in ${name}`);
    if (subtitles) add(subtitles.encoder, `subtitles in ${name}`);
  }
  for (const [name, encoder] of Object.entries(codecNames)) add(encoder, `--codec ${name}`);
  return Array.from(uses, ([name, what]) => ({ kind: 'encoder', name, neededFor: what.join(', ') }));
}
