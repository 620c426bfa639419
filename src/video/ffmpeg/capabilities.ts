import { FfmpegError } from '../../core/errors.js';
import { optionName, wording } from '../../core/wording.js';
import { askProgram } from './answer-cache.js';
import type { Binary } from './binaries.js';
import { capture } from './process.js';

/** Lists what a build of FFmpeg can do. */
export interface Capabilities {
  readonly encoders: ReadonlySet<string>;
  readonly filters: ReadonlySet<string>;
}

/** Filters and encoders that a build of FFmpeg may lack. */
export type Needs = readonly (readonly ['filter' | 'encoder', string])[];

/** Lists encoders and filters. Takes two runs of FFmpeg: for reports, not for every command. */
export async function listCapabilities(ffmpeg: Binary): Promise<Capabilities> {
  const [encoders, filters] = await Promise.all([
    capture(ffmpeg.path, ['-v', 'error', '-encoders']),
    capture(ffmpeg.path, ['-v', 'error', '-filters']),
  ]);
  return {
    encoders: names(encoders.stdout, /^ [VAS][A-Z.]{5} (\w\S*)/),
    filters: names(filters.stdout, /^ [A-Z.]{2,3} (\S+) +\S+->\S+/),
  };
}

/** Tells whether a build has one filter or encoder, by asking for its help. */
export async function hasCapability(ffmpeg: Binary, kind: 'filter' | 'encoder', name: string): Promise<boolean> {
  const help = (await askProgram(ffmpeg.path, ['-v', 'error', '-h', `${kind}=${name}`])) ?? '';
  return new RegExp(`^(Filter|Encoder) ${name}\\b`, 'm').test(help);
}

/**
 * Lists the pixel formats that an encoder takes; where it does not say, those that FFmpeg can make.
 *
 * @returns an empty list where FFmpeg does not say either.
 */
export async function pixelFormatsOf(ffmpeg: Binary, encoder: string): Promise<readonly string[]> {
  const help = (await askProgram(ffmpeg.path, ['-v', 'error', '-h', `encoder=${encoder}`])) ?? '';
  const own = /Supported pixel formats: *(.+)/.exec(help)?.[1];
  if (own !== undefined) return own.trim().split(/\s+/);
  const listing = (await askProgram(ffmpeg.path, ['-v', 'error', '-pix_fmts'])) ?? '';
  return [...names(listing, /^[I.]O[H.][P.][B.] (\w+) /)];
}

/**
 * Checks that a build has all that is wanted of it.
 *
 * @throws {FfmpegError} naming the first filter or encoder that the build lacks.
 */
export async function requireCapabilities(ffmpeg: Binary, wanted: Needs): Promise<void> {
  const has = await Promise.all(wanted.map(([kind, name]) => hasCapability(ffmpeg, kind, name)));
  const missing = wanted[has.indexOf(false)];
  if (missing === undefined) return;
  const [kind, name] = missing;
  throw new FfmpegError(
    'incapable',
    wording`this FFmpeg (${ffmpeg.version}) has no ${kind} ${name}; choose another build with the option ${optionName('ffmpeg')}`,
  );
}

function names(listing: string, line: RegExp): Set<string> {
  return new Set(listing.split('\n').flatMap((text) => line.exec(text)?.[1] ?? []));
}
