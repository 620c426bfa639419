import { open } from 'node:fs/promises';
import { FfmpegError, InputError, OptionError } from '../../core/errors.js';
import type { Rational } from '../../core/frame.js';
import type { OtherStream, VideoInfo } from '../../core/stream.js';
import { optionName, wording } from '../../core/wording.js';
import { isAcceptedCodec, probeGuards } from '../ffmpeg/accepted-codecs.js';
import { findAnswer } from '../ffmpeg/answer-cache.js';
import { type Binary, findBinaries } from '../ffmpeg/binaries.js';
import { defaultMaxPixels, ffmpegUrl } from '../ffmpeg/clip-input.js';
import { prepareCommands } from '../ffmpeg/command.js';
import { capture, startFailure } from '../ffmpeg/process.js';
import { openInputFile } from './input-file.js';

/** Settings for a probe. */
export interface ProbeOptions {
  /** Index of the video stream among all streams of the file. Default: the first that is not cover art. */
  readonly stream?: number | undefined;
  /** Default: found as `findBinaries` does. */
  readonly binaries?: { readonly ffprobe: Pick<Binary, 'path'> } | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Larger pictures are refused. Default 8192 · 8192. */
  readonly maxPixels?: number | undefined;
  /** The file as messages name it. Default: the path as given. */
  readonly name?: string | undefined;
}

interface ProbedStream {
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

interface Probed {
  readonly streams: readonly ProbedStream[];
  readonly format: {
    readonly format_name: string;
    readonly start_time?: string;
    readonly duration?: string;
    readonly size?: string;
    readonly tags?: Readonly<Record<string, string>>;
  };
}

/**
 * Reads what a file's header says of its video.
 *
 * @param input - a path. Standard input (`-`) and pipes are read into a temporary file, which is gone afterwards.
 * @throws {InputError} when the file cannot be used, saying why.
 * @throws {OptionError} when the chosen stream is not one of its video streams.
 */
export async function probe(input: string, options: ProbeOptions = {}): Promise<VideoInfo> {
  const { signal, maxPixels = defaultMaxPixels, name = input } = options;
  const file = await openInputFile(input, { signal });
  try {
    const { ffprobe } = options.binaries ?? (await findBinaries());
    const probed = await runProbe(ffprobe.path, file.path, name, maxPixels, signal);
    return describe(probed, file.path, name, maxPixels, options.stream);
  } finally {
    await file.remove();
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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Asks ffprobe about a file; gives what it said before, where neither has changed since. */
async function runProbe(
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
  const large = /Picture size (\d+x\d+) exceeds/.exec(stderr)?.[1];
  if (large !== undefined) return `pictures of ${large} are too large`;
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
  if (/_pipe$|^image2$|^ico$/.test(format)) return `is a still picture, not a video (${format.replace(/_pipe$/, '')})`;
  return `is not in a container that is accepted (${format})`;
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

function describe(
  { streams, format }: Probed,
  path: string,
  name: string,
  maxPixels: number,
  wanted: number | undefined,
): VideoInfo {
  const videos = streams.filter((stream) => stream.codec_type === 'video' && !stream.disposition?.attached_pic);
  const stream = choose(streams, videos, name, wanted);
  checkUsable(stream, name, maxPixels);
  const rotation = rotationOf(stream);
  const turned = rotation % 180 === 90;
  const aspect = parseRational(stream.sample_aspect_ratio, ':') ?? { num: 1, den: 1 };
  const rates = [stream.r_frame_rate, stream.avg_frame_rate].map((text) => parseRational(text, '/'));
  const average = rates[1] ?? rates[0] ?? { num: 25, den: 1 };
  return {
    path,
    name,
    maxPixels,
    container: format.format_name,
    codec: stream.codec_name!,
    pixelFormat: stream.pix_fmt ?? 'unknown',
    streamIndex: stream.index,
    videoStreams: videos.map(({ index }) => index),
    width: turned ? stream.height! : stream.width!,
    height: turned ? stream.width! : stream.height!,
    rotation,
    sampleAspect: turned ? { num: aspect.den, den: aspect.num } : aspect,
    timeBase: parseRational(stream.time_base, '/') ?? { num: 1, den: 90_000 },
    startPts: stream.start_pts,
    frameRate: rates[0] ?? average,
    averageFrameRate: average,
    startTime: Number(format.start_time ?? 0) || 0,
    duration: durationOf(stream, format),
    frameCountHint: Number(stream.nb_frames) || undefined,
    color: {
      range: known(stream.color_range),
      space: known(stream.color_space),
      primaries: known(stream.color_primaries),
      transfer: known(stream.color_transfer),
    },
    fieldOrder: fieldOrderOf(stream),
    hasAudio: streams.some(({ codec_type }) => codec_type === 'audio'),
    audioChannels: streams.find(({ codec_type }) => codec_type === 'audio')?.channels || undefined,
    otherStreams: streams.filter((other) => other !== stream).map(otherStream),
    hasAlpha:
      /^(yuva|rgba|bgra|argb|abgr|gbrap|ya|pal8)/.test(stream.pix_fmt ?? '') || tagOf(stream, 'alpha_mode') === '1',
    startTimecode: [stream, format, ...streams].map((holder) => tagOf(holder, 'timecode')).find((text) => text),
  };
}

function choose(
  streams: readonly ProbedStream[],
  videos: readonly ProbedStream[],
  name: string,
  wanted: number | undefined,
): ProbedStream {
  if (videos.length === 0) {
    const kinds = new Set(streams.map(({ codec_type }) => codec_type));
    const [art, sound] = [kinds.has('video'), kinds.has('audio')];
    const only = art ? `${sound ? 'sound and ' : ''}cover art only` : sound ? 'audio only' : undefined;
    throw new InputError(`${name}: no video stream${only === undefined ? '' : ` (${only})`}`);
  }
  if (wanted === undefined) return videos[0]!;
  const stream = videos.find(({ index }) => index === wanted);
  if (stream === undefined) {
    const known = videos.map(({ index }) => index).join(', ');
    throw OptionError.of('stream', `expected the index of a video stream (${known}), got ${wanted}`);
  }
  return stream;
}

function checkUsable(stream: ProbedStream, name: string, maxPixels: number): void {
  const { codec_name: codec, codec_tag_string: tag, width = 0, height = 0 } = stream;
  if (tag === 'encv') throw new InputError(`${name}: the video is encrypted`);
  if (codec === undefined || codec === 'unknown') {
    throw new InputError(`${name}: the video's codec is not known to FFmpeg`);
  }
  if (!isAcceptedCodec(codec)) throw new InputError(`${name}: the video codec ${codec} is not accepted`);
  if (width < 1 || height < 1) throw new InputError(`${name}: the video has no size (the file is incomplete)`);
  if (width * height > maxPixels) {
    throw tooManyPixels(name, `${width}x${height}`, maxPixels);
  }
}

function tooManyPixels(name: string, size: string, maxPixels: number): InputError {
  const limit = wording`at most ${maxPixels} pixels; the option ${optionName('maxPixels')} raises the limit`;
  return new InputError([`${name}: pictures of ${size} are too large (`, ...limit, ')']);
}

/** Finds the clockwise turn that makes the picture upright: a multiple of 90, as FFmpeg rounds it. */
function rotationOf(stream: ProbedStream): number {
  const fromMatrix = stream.side_data_list?.find(({ rotation }) => rotation !== undefined)?.rotation;
  const turn = fromMatrix === undefined ? Number(tagOf(stream, 'rotate') ?? 0) : -fromMatrix;
  if (!Number.isFinite(turn) || Math.abs(turn) > 360) return 0;
  const quarter = Math.round(turn / 90);
  return Math.abs(turn - 90 * quarter) < 1 ? (90 * (quarter + 4)) % 360 : 0;
}

/**
 * Reads the duration. A header may promise any; one that would leave less than 50 bits for each second is not believed.
 */
function durationOf(stream: ProbedStream, format: Probed['format']): number | undefined {
  const duration = Number(stream.duration ?? format.duration);
  if (!(duration > 0)) return undefined;
  return (Number(format.size) * 8) / duration < 50 ? undefined : duration;
}

function fieldOrderOf({ field_order }: ProbedStream): VideoInfo['fieldOrder'] {
  if (field_order === 'progressive') return 'progressive';
  return ['tt', 'bb', 'tb', 'bt'].includes(field_order ?? '') ? 'interlaced' : undefined;
}

function otherStream({ index, codec_type, codec_name, disposition }: ProbedStream): OtherStream {
  const kinds = ['video', 'audio', 'subtitle', 'attachment'] as const;
  const kind = disposition?.attached_pic ? 'picture' : (kinds.find((known) => known === codec_type) ?? 'data');
  return { index, kind, codec: codec_name ?? 'unknown' };
}

function tagOf({ tags }: { readonly tags?: Readonly<Record<string, string>> }, name: string): string | undefined {
  return Object.entries(tags ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
}

function known(tag: string | undefined): string | undefined {
  return tag === 'unknown' || tag === 'reserved' ? undefined : tag;
}

function parseRational(text: string | undefined, separator: string): Rational | undefined {
  const [num, den] = (text ?? '').split(separator).map(Number);
  return num !== undefined && den !== undefined && num > 0 && den > 0 ? { num, den } : undefined;
}
