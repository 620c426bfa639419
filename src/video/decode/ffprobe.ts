import { open } from 'node:fs/promises';
import { FfmpegError, InputError } from '../../core/errors.js';
import { isObject } from '../../core/is-object.js';
import { optionName, wording } from '../../core/wording.js';
import { probeGuards } from '../ffmpeg/accepted-codecs.js';
import { findAnswer } from '../ffmpeg/answer-cache.js';
import { ffmpegUrl } from '../ffmpeg/clip-input.js';
import { prepareCommands } from '../ffmpeg/command.js';
import { capture, startFailure } from '../ffmpeg/process.js';

/** A stream as ffprobe tells of it. */
export interface ProbedStream {
  readonly index: number;
  readonly channels?: number;
  readonly codec_type?: string;
  readonly codec_name?: string;
  readonly codec_tag_string?: string;
  readonly width?: number;
  readonly height?: number;
  readonly pix_fmt?: string;
  readonly sample_aspect_ratio?: string;
  readonly time_base?: string;
  readonly r_frame_rate?: string;
  readonly avg_frame_rate?: string;
  readonly duration?: string;
  readonly nb_frames?: string;
  readonly color_range?: string;
  readonly color_space?: string;
  readonly color_primaries?: string;
  readonly color_transfer?: string;
  readonly start_pts?: number;
  readonly field_order?: string;
  readonly disposition?: Readonly<Record<string, number>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly side_data_list?: readonly { readonly rotation?: number }[];
}

/** The answer of ffprobe about a file. */
export interface Probed {
  readonly streams: readonly ProbedStream[];
  readonly format: {
    readonly format_name: string;
    readonly start_time?: string;
    readonly duration?: string;
    readonly size?: string;
    readonly tags?: Readonly<Record<string, string>>;
  };
}

/** Asks ffprobe about a file; gives what it said before, where neither has changed since. */
export async function runProbe(
  ffprobe: string,
  path: string,
  name: string,
  maxPixels: number,
  signal: AbortSignal | undefined,
  alsoAccepted: readonly string[] = [],
): Promise<Probed> {
  const args = [
    ...[
      '-v',
      'error',
      ...probeGuards(maxPixels, alsoAccepted),
      '-print_format',
      'json',
      '-show_format',
      '-show_streams',
    ],
    ...['-i', ffmpegUrl(path)],
  ];
  const answer = await findAnswer({ program: ffprobe, args, about: path });
  signal?.throwIfAborted();
  const known = answer.text && parsed(answer.text);
  if (known) return known;
  const running = capture(ffprobe, args, { signal, timeoutMs: 60_000, env: withoutCharsets });
  // What is probed is about to be decoded.
  prepareCommands();
  const { stdout, stderr, code, signal: endedBy, error } = await running;
  const details = { command: [ffprobe, ...args], exitCode: code ?? undefined, stderr: stderr.split('\n') };
  if (error !== undefined) throw startFailure('ffprobe', error, details);
  // A stream that it cannot decode fails it as well, after all is told.
  if (code === 0 || stdout.includes('"format_name"')) {
    const probed = parsed(stdout);
    if (probed === undefined) {
      throw new FfmpegError('failed', `ffprobe gave an answer about ${name} that cannot be understood`, details);
    }
    if (code === 0) await answer.store(stdout);
    return probed;
  }
  // A retry lets the refused codecs through: it shows whether the video's own was among them.
  const refused = refusedCodecs(stderr).filter((codec) => !alsoAccepted.includes(codec));
  if (refused.length > 0) return runProbe(ffprobe, path, name, maxPixels, signal, [...alsoAccepted, ...refused]);
  if (endedBy === 'SIGKILL') throw new FfmpegError('stalled', `ffprobe did not come to an end with ${name}`, details);
  if (endedBy !== null) throw new FfmpegError('failed', `ffprobe failed with ${name} (killed by ${endedBy})`, details);
  const large = /Picture size (\d+x\d+) exceeds/.exec(stderr)?.[1];
  if (large !== undefined) throw tooManyPixels(name, large, maxPixels);
  throw new InputError(`${name}: ${await unusable(path, stderr)}`, { cause: new Error(stderr) });
}

/**
 * The ffprobe of the installer package is linked statically and crashes when it loads character sets, as it does for the
 * station names of every transport stream: it finds none.
 */
const withoutCharsets = { GCONV_PATH: '/nonexistent' };

/** Says why a file cannot be read. */
async function unusable(path: string, stderr: string): Promise<string> {
  const codec = refusedCodecs(stderr).at(-1);
  if (codec !== undefined) return `has a stream of the codec ${codec}, which is not accepted`;
  if (/permission denied/i.test(stderr)) return 'may not be read';
  const head = await firstBytes(path, 512);
  if (isPlaylist(head.toString('latin1'))) return 'is a playlist, which would open other files: playlists are refused';
  const format = /\[([\w,]+) @ [^\]]*\] Format not on whitelist/.exec(stderr)?.[1];
  if (format !== undefined || /not on whitelist/i.test(stderr)) return notAccepted(format);
  if (head.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13))) return 'is a text file, not a video';
  if (head.includes('ftyp', 0, 'latin1') && /moov atom not found/.test(stderr)) {
    return 'the index (moov) is missing, the file was not written to its end';
  }
  const reason = stderr
    .split('\n')
    .filter((line) => !/Invalid data found/.test(line))
    .at(-1);
  const detail = (reason ?? '').replace(/^\[[^\]]*\] */, '').trim();
  return `is not a video that FFmpeg can read${detail === '' ? '' : ` (${detail})`}`;
}

/** Formats of FFmpeg that hold sound, and pictures of a cover at most. */
const soundFormats = /^(mp3|flac|wav|w64|aac|ac3|eac3|aiff|ape|tta|wv|mpc8?|dts|amr|au|caf|oma|dsf|opus|mp2|mp1)$/;

function notAccepted(format: string | undefined): string {
  if (format === undefined) return 'is not in a container that is accepted';
  if (soundFormats.test(format)) return `no video stream (${format} holds sound, and cover art at most)`;
  if (/_pipe$|^image2$|^ico$/.test(format)) return stillPicture(format.replace(/_pipe$/, ''));
  return `is not in a container that is accepted (${format})`;
}

/** The words for a still among clips. */
export function stillPicture(format: string): string {
  return `is a still picture, not a video (${format}): "saliency image" maps pictures`;
}

function isPlaylist(head: string): boolean {
  return /^\s*(\xef\xbb\xbf)?(#EXTM3U|ffconcat|\[playlist\]|(<\?xml[^>]*>\s*)?<(MPD|SmoothStreamingMedia|asx|playlist|smil)\b)/i.test(
    head,
  );
}

function refusedCodecs(stderr: string): string[] {
  return Array.from(stderr.matchAll(/Codec \(([\w-]+)\) not on whitelist/g), (match) => match[1]!);
}

async function firstBytes(path: string, count: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Parses an answer; gives undefined where it is none: a kept one may not be written to its end. */
function parsed(answer: string): Probed | undefined {
  let value: unknown;
  try {
    value = JSON.parse(answer);
  } catch {
    return undefined;
  }
  if (!isObject(value) || !isObject(value.format) || typeof value.format.format_name !== 'string') return undefined;
  const streams = value.streams ?? [];
  if (!Array.isArray(streams) || !streams.every(isStream)) return undefined;
  return { streams, format: value.format as Probed['format'] };
}

const numbers = ['width', 'height', 'start_pts'];
const texts = ['codec_type', 'codec_name', 'pix_fmt', 'sample_aspect_ratio', 'time_base', 'r_frame_rate'];

function isStream(value: unknown): value is ProbedStream {
  return (
    isObject(value) &&
    Number.isSafeInteger(value.index) &&
    numbers.every((name) => value[name] === undefined || Number.isFinite(value[name])) &&
    texts.every((name) => value[name] === undefined || typeof value[name] === 'string') &&
    (value.side_data_list === undefined ||
      (Array.isArray(value.side_data_list) && value.side_data_list.every(isObject))) &&
    [value.tags, value.disposition].every((holder) => holder === undefined || isObject(holder))
  );
}

/** The error for pictures of more pixels than are allowed. */
export function tooManyPixels(name: string, size: string, maxPixels: number): InputError {
  const limit = wording`at most ${maxPixels} pixels; the option ${optionName('maxPixels')} raises the limit`;
  return new InputError([`${name}: pictures of ${size} are too large (`, ...limit, ')']);
}
