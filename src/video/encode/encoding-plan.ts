import type { Rational } from '../../core/frame.js';
import type { Needs } from '../ffmpeg/capabilities.js';
import { isHighDynamicRange, toneMapNeeds } from '../ffmpeg/filters.js';
import { instantOf, ptsRange } from '../ffmpeg/pts-range.js';
import { clipIndex, needsClip, outputSize } from './composition.js';
import { type Container, containerOf } from './containers.js';
import { copiedStreams } from './copied-streams.js';
import type { EncoderJob } from './encoder-job.js';
import type { EncodingOptions } from './encoding-options.js';
import { refiningFilters } from './refined-map.js';
import { type Pixels, type VideoCodec, videoCodec } from './video-codec.js';

type Kind = EncoderJob['compose']['kind'];

/** A composition as far as it decides how it is encoded. */
export interface Composed {
  readonly kind: Kind;
  readonly background?: unknown;
}

/** Everything that is decided of an encoding before it runs. */
export interface EncodingPlan {
  readonly container: Container;
  readonly codec: VideoCodec;
  /** Time base of the container. */
  readonly timeBase: Rational;
  /** Added to the pictures' timestamps, which NUT cannot carry below 0. */
  readonly lead: number;
  /** Seconds on the clip's own clock at which what is written starts, at 0. */
  readonly zero: number;
  /** True where instants are moved by more than rounding: to a constant rate that the clip has not. */
  readonly moves: boolean;
  readonly clip: boolean;
  readonly streams: boolean;
  readonly warnings: string[];
}

/**
 * Decides how a job is encoded.
 *
 * @throws {OptionError} for what the container or the encoder cannot do.
 */
export function planOf(job: EncoderJob): EncodingPlan {
  const { info, encoding, compose } = job;
  const container = containerOf(job.output, encoding);
  const codec = videoCodec(container, encoding, pixelsOf(compose, encoding), outputSize(job), info.averageFrameRate);
  const warnings = [...codec.warnings];
  const { timeBase, moves } = timingOf(job, container, codec, warnings);
  const streams = ['overlay', 'clip', 'cutout'].includes(compose.kind) && hasStreams(container);
  if (streams) warnings.push(...copiedStreams(info, container, clipIndex(job)).warnings);
  if (toneMapped(job)) warnings.push('high dynamic range is mapped to standard range in the output');
  if (compose.kind === 'cutout' && compose.premultiply && container.name === 'png') {
    warnings.push('PNG means straight alpha: whoever reads these pictures has to be told that it is premultiplied');
  }
  const { num, den } = info.timeBase;
  const first = Math.min((info.startTime * den) / num, info.startPts ?? 0);
  // A clip that starts before 0 may have frames that come earlier than its header says.
  const lead = first < 0 ? Math.ceil(den / num - first) : 0;
  const zero = zeroOf(job, timeBase);
  if (Object.keys(encoding.metadata ?? {}).length > 0 && !holdsMetadata(container)) {
    warnings.push(`${container.name} holds no metadata: it is left out`);
  }
  return { container, codec, timeBase, lead, zero, moves, clip: streams || needsClip(job), streams, warnings };
}

/** A range starts at a tick of what is written, so that nothing is rounded twice. */
function zeroOf({ info, ...job }: EncoderJob, { num, den }: Rational): number {
  const { startPts } = ptsRange(info, job);
  if (startPts === undefined) return info.startTime;
  return (Math.round((instantOf(info, startPts) * den) / num) * num) / den;
}

function holdsMetadata({ name }: Container): boolean {
  return !['y4m', 'rawvideo', 'png', 'gif'].includes(name);
}

function hasStreams({ name }: Container): boolean {
  return !['gif', 'y4m', 'rawvideo', 'png'].includes(name);
}

/** Gives the pixels that the encoder of a composition is given. */
export function pixelsOf({ kind, background }: Composed, encoding: EncodingOptions): Pixels {
  if (kind === 'cutout' && background === undefined) return encoding.bitDepth === 16 ? 'alpha16' : 'alpha';
  if (['overlay', 'clip', 'cutout', 'picture'].includes(kind)) return 'color';
  return encoding.bitDepth === 16 ? 'gray16' : 'gray';
}

/** Tells whether a clip is tone-mapped for its overlay: colors of high dynamic range do not fit eight bits. */
export function toneMapped({ info, compose }: EncoderJob): boolean {
  return compose.kind !== 'map' && compose.kind !== 'picture' && isHighDynamicRange(info);
}

/** Gives the clip's own, unless the container or the encoder counts in something coarser. */
function timingOf(
  { info }: EncoderJob,
  { name }: Container,
  { encoder }: VideoCodec,
  warnings: string[],
): Pick<EncodingPlan, 'timeBase' | 'moves'> {
  const { frameRate, averageFrameRate } = info;
  if (name === 'gif') return { timeBase: { num: 1, den: 100 }, moves: false };
  if (name === 'avi' || name === 'y4m' || encoder === 'libsvtav1') {
    const rate = frameRate.num / frameRate.den <= 240 && frameRate.num < 65_536 ? frameRate : averageFrameRate;
    const mean = averageFrameRate.num / averageFrameRate.den;
    const moves = Math.abs(rate.num / rate.den / mean - 1) > 0.01;
    if (moves) {
      warnings.push(
        `${encoder === 'libsvtav1' ? encoder : name} has a constant frame rate, the clip has not: its instants are moved to the nearest frames`,
      );
    }
    return { timeBase: reducedRate(rate), moves };
  }
  // MPEG-4 Part 2 counts seconds in at most 65,535 parts.
  if (encoder === 'mpeg4' && info.timeBase.den > 65_535) return { timeBase: { num: 1, den: 60_000 }, moves: false };
  return { timeBase: info.timeBase, moves: false };
}

function reducedRate({ num, den }: Rational): Rational {
  return num < 65_536 ? { num: den, den: num } : { num: 1001, den: Math.min(65_535, Math.round((1001 * num) / den)) };
}

/** Gives the filters and encoders that a build of FFmpeg may lack. */
export function needs(job: EncoderJob, { codec }: EncodingPlan): Needs {
  const toneMap = toneMapped(job) ? toneMapNeeds : [];
  return [...needsOf(job.compose.kind, job.encoding, codec), ...toneMap.map((name) => ['filter', name] as const)];
}

/** Lists the needs that do not depend on the clip. */
export function needsOf(kind: Kind, encoding: EncodingOptions, { encoder }: VideoCodec): Needs {
  const cut = ['mergeplanes', 'premultiply', 'unpremultiply', 'gblur'];
  const filters = [
    ...(kind === 'refine' || kind === 'cutout' ? refiningFilters : []),
    ...(kind === 'cutout' ? cut : []),
  ];
  const encoders = encoding.codec === undefined ? [] : [encoder];
  return [...filters.map((name) => ['filter', name] as const), ...encoders.map((name) => ['encoder', name] as const)];
}
