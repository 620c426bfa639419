import { InputError, OptionError } from '../../core/errors.js';
import type { Rational } from '../../core/frame.js';
import type { OtherStream, VideoInfo } from '../../core/stream.js';
import { isAcceptedCodec } from '../ffmpeg/accepted-codecs.js';
import { type Binary, findBinaries } from '../ffmpeg/binaries.js';
import { defaultMaxPixels } from '../ffmpeg/clip-input.js';
import { type Probed, type ProbedStream, runProbe, stillPicture, tooManyPixels } from './ffprobe.js';
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

function describe(
  { streams, format }: Probed,
  path: string,
  name: string,
  maxPixels: number,
  wanted: number | undefined,
): VideoInfo {
  // Stills of the family of MP4, which FFmpeg takes for clips of one frame.
  const brand = format.tags?.major_brand?.trim();
  if (brand !== undefined && /^(avif|heic|heix|mif1)$/.test(brand)) {
    throw new InputError(`${name}: ${stillPicture(brand)}`);
  }
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
