import { extname } from 'node:path';
import { OptionError } from '../../core/errors.js';
import { optionName, wording } from '../../core/wording.js';
import { type FormatsByExtension, formatOfName } from '../../files/format-of-name.js';
import type { EncodingOptions } from './encoding-options.js';

/** A container that is written: what goes into it. */
export interface Container {
  readonly name: 'mp4' | 'mov' | 'mkv' | 'webm' | 'avi' | 'gif' | 'y4m' | 'nut' | 'rawvideo' | 'png';
  readonly muxer: string;
  /** Video encoder where the user names none. */
  readonly encoder: string;
  /** Video encoder of frames with alpha; no alpha where it does not say. */
  readonly alphaEncoder?: string;
  /** Video encoders that it takes; any where it does not say. */
  readonly encoders?: readonly string[];
  /** Sound that is copied, and what other sound becomes; no sound where it does not say. */
  readonly audio?: { readonly copied: readonly string[]; readonly encoder: string };
  /** Subtitles that are copied, and what other text becomes; no subtitles where it does not say. */
  readonly subtitles?: { readonly copied: readonly string[]; readonly encoder: string };
  readonly options: readonly string[];
}

const h26x = ['libx264', 'libx264rgb', 'libx265', 'h264_nvenc', 'hevc_nvenc', 'h264_videotoolbox', 'hevc_videotoolbox'];
const av1 = ['libsvtav1', 'libaom-av1', 'librav1e'];
const prores = ['prores_ks', 'prores', 'prores_aw', 'prores_videotoolbox'];
const pcm = ['pcm_s16le', 'pcm_s16be', 'pcm_s24le', 'pcm_s24be', 'pcm_s32le', 'pcm_f32le', 'pcm_u8'];

/** Sound that begins before 0, as an encoder's delay does, would else move all else behind it. */
const keptInstants = ['-avoid_negative_ts', 'disabled'];

/** Every container that is written. */
export const containers: readonly Container[] = [
  {
    name: 'mp4',
    muxer: 'mp4',
    encoder: 'libx264',
    encoders: [...h26x, ...av1, 'libvpx-vp9', 'mpeg4', 'png', 'mjpeg'],
    audio: { copied: ['aac', 'mp3', 'mp2', 'ac3', 'eac3', 'alac'], encoder: 'aac' },
    subtitles: { copied: ['mov_text'], encoder: 'mov_text' },
    options: ['-movflags', '+faststart'],
  },
  {
    name: 'mov',
    muxer: 'mov',
    encoder: 'libx264',
    alphaEncoder: 'prores_ks',
    encoders: [...h26x, ...prores, 'mpeg4', 'png', 'mjpeg', 'qtrle', 'rawvideo', 'v210'],
    audio: { copied: ['aac', 'mp3', 'mp2', 'ac3', 'eac3', 'alac', ...pcm], encoder: 'aac' },
    subtitles: { copied: ['mov_text'], encoder: 'mov_text' },
    options: ['-movflags', '+faststart'],
  },
  {
    name: 'mkv',
    muxer: 'matroska',
    encoder: 'libx264',
    alphaEncoder: 'ffv1',
    audio: {
      copied: ['aac', 'mp3', 'mp2', 'ac3', 'eac3', 'dts', 'truehd', 'mlp', 'flac', 'alac', 'opus', 'vorbis', ...pcm],
      encoder: 'aac',
    },
    subtitles: {
      copied: ['subrip', 'ass', 'ssa', 'webvtt', 'dvd_subtitle', 'dvb_subtitle', 'hdmv_pgs_subtitle'],
      encoder: 'subrip',
    },
    options: keptInstants,
  },
  {
    name: 'webm',
    muxer: 'webm',
    encoder: 'libvpx-vp9',
    alphaEncoder: 'libvpx-vp9',
    encoders: ['libvpx', 'libvpx-vp9', ...av1],
    audio: { copied: ['opus', 'vorbis'], encoder: 'libopus' },
    subtitles: { copied: ['webvtt'], encoder: 'webvtt' },
    options: keptInstants,
  },
  {
    name: 'avi',
    muxer: 'avi',
    encoder: 'mpeg4',
    audio: { copied: ['mp3', 'mp2', 'ac3', 'pcm_s16le', 'pcm_u8'], encoder: 'libmp3lame' },
    options: [],
  },
  { name: 'gif', muxer: 'gif', encoder: 'gif', encoders: ['gif'], options: ['-loop', '0'] },
  { name: 'y4m', muxer: 'yuv4mpegpipe', encoder: 'wrapped_avframe', encoders: ['wrapped_avframe'], options: [] },
  {
    name: 'nut',
    muxer: 'nut',
    encoder: 'rawvideo',
    audio: { copied: ['aac', 'mp3', 'mp2', 'ac3', 'opus', 'vorbis', 'flac', ...pcm], encoder: 'pcm_s16le' },
    options: [],
  },
  { name: 'rawvideo', muxer: 'rawvideo', encoder: 'rawvideo', encoders: ['rawvideo'], options: [] },
  {
    name: 'png',
    muxer: 'image2',
    encoder: 'png',
    alphaEncoder: 'png',
    encoders: ['png'],
    options: ['-start_number', '1'],
  },
];

const extensions: FormatsByExtension<Container['name']> = {
  '.mp4': 'mp4',
  '.m4v': 'mp4',
  '.mov': 'mov',
  '.mkv': 'mkv',
  '.webm': 'webm',
  '.avi': 'avi',
  '.gif': 'gif',
  '.y4m': 'y4m',
  '.nut': 'nut',
};

/** Containers that can be written to standard output: those that are written forward, and carry raw pictures. */
const streamed: readonly Container['name'][] = ['rawvideo', 'y4m', 'nut'];

/**
 * Gives the container of an output: `format` where it is given, else by the extension. The format `png` is a folder of
 * pictures: `000001.png`, `000002.png`, …
 *
 * @throws {OptionError} when neither says it, when they contradict each other, or standard output cannot take it.
 */
export function containerOf(output: string, { format }: Pick<EncodingOptions, 'format'>): Container {
  const named = output === '-' ? undefined : namedContainer(output);
  if (format !== undefined && named !== undefined && format !== named) {
    throw OptionError.of('format', `expected ${named} for "${output}", got ${format}`);
  }
  const name = format ?? named;
  if (output === '-' && (name === undefined || !streamed.includes(name))) {
    throw OptionError.of(
      'format',
      `expected one of ${streamed.join(', ')} for standard output, got ${format ?? 'none'}`,
    );
  }
  if (name === undefined) {
    const known = [...new Set(Object.values(extensions))].join(', ');
    const hint = wording`or the option ${optionName('format')} png for a folder of pictures`;
    throw OptionError.of('output', [`expected a name that ends in one of ${known}, `, ...hint, `; got "${output}"`]);
  }
  return containers.find((container) => container.name === name)!;
}

/** Gives the container that a name stands for; none for a folder, which may be called as it likes. */
function namedContainer(output: string): Container['name'] | undefined {
  return /[/\\]$/.test(output) ? undefined : formatOfName(output, extensions);
}

/** Gives the names of the pictures that a folder is filled with; undefined for an output that is a file. */
export function pictureNames(container: Container): RegExp | undefined {
  return isFolder(container) ? /^\d{6,}\.png$/ : undefined;
}

/** Tells whether an output is a folder of pictures. */
export function isFolder(container: Container): boolean {
  return container.name === 'png';
}

/**
 * Gives the extension of an output whose name is derived from its input's: that of the chosen format, else the input's
 * own where such a container can be written, else `.mp4`. A folder of pictures has a slash.
 */
export function extensionFor(input: string, format?: EncodingOptions['format']): string {
  if (format === 'png') return '/';
  if (format !== undefined) return `.${format}`;
  const extension = extname(input).toLowerCase();
  return Object.hasOwn(extensions, extension) ? extension : '.mp4';
}
