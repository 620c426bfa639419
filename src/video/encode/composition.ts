import type { FrameSize, Rational } from '../../core/frame.js';
import { reduce } from '../../core/rational.js';
import type { VideoInfo } from '../../core/stream.js';
import { rangeFilters } from '../ffmpeg/clip-input.js';
import { colorMatrix, deinterlaceFilter, isHighDynamicRange, scaleFilter, toneMapFilters } from '../ffmpeg/filters.js';
import { risingTimestamps } from '../ffmpeg/pts-range.js';
import { cutoutSteps } from './cutout-steps.js';
import type { EncoderJob } from './encoder-job.js';
import { refinedMap } from './refined-map.js';

/** Tells what the filter graph of an encoding makes. */
export interface Target {
  /** Encoder's pixel format. */
  readonly pixelFormat: string;
  /** Time base of the graph's frames. */
  readonly timeBase: Rational;
  /** Lead of the pictures' timestamps over the clip's, in the clip's time base. */
  readonly lead: number;
  readonly toneMap: boolean;
  /** Tells whether planes are merged by the options of FFmpeg 5.1 and newer. */
  readonly namedPlanes: boolean;
}

/** Gives the size of the encoded pictures. */
export function outputSize({ info, compose, pictures }: EncoderJob): FrameSize {
  if (compose.kind === 'picture') return { width: pictures.width, height: pictures.height };
  if (compose.kind === 'map') return compose.size ?? info;
  if (compose.kind === 'clip') return compose.size;
  if (compose.kind === 'overlay' && compose.sideBySide) return { width: 2 * info.width, height: info.height };
  return { width: info.width, height: info.height };
}

/** Tells whether the clip itself is an input of the graph. */
export function needsClip({ compose }: EncoderJob): boolean {
  return compose.kind !== 'map' && compose.kind !== 'picture';
}

/** Gives the position of the clip among the inputs. */
export function clipIndex({ compose }: EncoderJob): number {
  return compose.kind === 'clip' ? 0 : 1;
}

/** Gives the graph from the pictures (input 0, where there are any) and the clip (the last input) to `[out]`. */
export function filterGraph(job: EncoderJob, target: Target): string {
  const makers = {
    map: mapSteps,
    refine: refineSteps,
    overlay: overlaySteps,
    cutout: cutSteps,
    clip: renderSteps,
    picture: pictureSteps,
  };
  const steps = makers[job.compose.kind](job, target);
  const finish = [...timeSteps(job.info, target), ...colorSteps(job, target)];
  return `${steps.join(';')},${finish.join(',')}[out]`;
}

function mapSteps(job: EncoderJob, target: Target): string[] {
  return [`[0:v]${shift(target.lead)}${enlarged(job, target)}`];
}

/**
 * Scales maps; gray becomes luma in the same step, where that can be: in a pass of its own it costs twice as much as
 * the scaling.
 */
function enlarged(job: EncoderJob, { pixelFormat }: Target): string {
  const { width, height } = outputSize(job);
  const range = canBeLimited(pixelFormat) ? ':out_range=tv' : '';
  return `scale=${width}:${height}:flags=bicubic${range},${shapeFilter(job)}`;
}

function refineSteps(job: EncoderJob, target: Target): string[] {
  const { lead, toneMap } = target;
  const { info, compose } = job;
  if (compose.kind !== 'refine') return [];
  const guide = `[1:${info.streamIndex}]${clipSteps(job, toneMap).join(',')},`;
  const map = refinedMap(info, { map: `[0:v]${shift(lead)}`, guide, levels: compose.levels });
  return [...map.slice(0, -1), `${map.at(-1)},${enlarged(job, target)}`];
}

function cutSteps(job: EncoderJob, { lead, toneMap, namedPlanes }: Target): string[] {
  const { info, compose } = job;
  if (compose.kind !== 'cutout') return [];
  const steps = cutoutSteps(info, compose, {
    map: `[0:v]${shift(lead)}`,
    clip: `[1:${info.streamIndex}]${clipSteps(job, toneMap).join(',')}`,
    file: '[2:V:0]',
    namedPlanes,
  });
  return [...steps.slice(0, -1), `${steps.at(-1)},${shapeFilter(job)}`];
}

function pictureSteps(_: EncoderJob, { lead, pixelFormat }: Target): string[] {
  const converted = isYuv(pixelFormat) ? 'scale=out_color_matrix=bt709:out_range=tv,format=yuv444p,' : '';
  return [`[0:v]${shift(lead)}${converted}setsar=1`];
}

function renderSteps(job: EncoderJob, { toneMap }: Target): string[] {
  const { info, compose } = job;
  if (compose.kind !== 'clip') return [];
  return [
    `[0:${info.streamIndex}]${clipSteps(job, toneMap).join(',')}[clip]`,
    compose.graph,
    `[rendered]${shapeFilter(job)}`,
  ];
}

function overlaySteps(job: EncoderJob, target: Target): string[] {
  const { info, compose } = job;
  if (compose.kind !== 'overlay') return [];
  const full = target.pixelFormat.includes('444') || target.pixelFormat.startsWith('rgb') ? 'yuv444' : 'yuv420';
  const format = `format=${full}p`;
  const clip = [...clipSteps(job, target.toneMap), format, shapeFilter(job)].join(',');
  const heat = `[0:v]${shift(target.lead)}scale=${info.width}:${info.height}:flags=bicubic`;
  const steps = [`[1:${info.streamIndex}]${clip}[clip]`];
  let below = 'clip';
  if (compose.sideBySide) {
    steps.push('[clip]split[left][right]');
    below = 'right';
  }
  if (compose.blend === 'normal') {
    steps.push(`${heat},format=yuva${full.slice(3)}p[heat]`, `[${below}][heat]overlay=format=${full}`);
  } else {
    steps.push(...blendSteps(info, heat, below, compose.blend, format));
  }
  if (compose.sideBySide) {
    steps.push(`${steps.pop()}[over]`, '[left][over]hstack');
  }
  return steps;
}

/** Blends heat over the clip: out = base + alpha · (blend(base, heat) − base), in RGB. */
function blendSteps(info: VideoInfo, heat: string, below: string, mode: string, format: string): string[] {
  const matrix = colorMatrix(info);
  return [
    `${heat}:in_color_matrix=${matrix}:in_range=tv,format=gbrap,split[colored][masked]`,
    '[colored]format=gbrp[heat]',
    '[masked]alphaextract,format=gbrp[alpha]',
    `[${below}]scale=in_color_matrix=${matrix},format=gbrp,split[base][under]`,
    `[base][heat]blend=all_mode=${mode}[blended]`,
    `[under][blended][alpha]maskedmerge,scale=out_color_matrix=${matrix}:out_range=tv,${format}`,
  ];
}

/** Gives the clip as the graph needs it: whole frames, standard dynamic range, limited range, one size. */
function clipSteps(job: EncoderJob, toneMap: boolean): string[] {
  const { info } = job;
  const steps = [...rangeFilters(info, job), risingTimestamps(info), ...(job.deinterlace ? [deinterlaceFilter] : [])];
  if (toneMap) return [...steps, scaleFilter(info, info), ...toneMapFilters(info), 'scale=out_range=tv'];
  return [...steps, `scale=${info.width}:${info.height}:out_range=tv`];
}

/** Timestamps in the container's units, each later than the one before where those are coarser than the clip's. */
function timeSteps(info: VideoInfo, { timeBase }: Target): string[] {
  if (timeBase.num === info.timeBase.num && timeBase.den === info.timeBase.den) return [];
  return [`settb=${timeBase.num}/${timeBase.den}`, "setpts='if(isnan(PREV_OUTPTS),PTS,max(PTS,PREV_OUTPTS+1))'"];
}

/**
 * Sets pixel format and color tags. Gray has the full range, and becomes luma of limited range where it becomes luma.
 */
function colorSteps(job: EncoderJob, { pixelFormat, toneMap }: Target): string[] {
  if (pixelFormat === 'pal8') {
    // A palette a frame: one for the whole clip would hold all of it in memory.
    return [
      'split[seen][shown];[seen]palettegen=stats_mode=single[palette];[shown][palette]paletteuse=new=1:dither=bayer',
    ];
  }
  if (!isYuv(pixelFormat)) {
    // Where frames do not say it, FFmpeg takes them for those of standard definition.
    const matrix = job.compose.kind === 'cutout' ? [`scale=in_color_matrix=${colorMatrix(job.info)}`] : [];
    return [...matrix, `format=${pixelFormat}`];
  }
  const range = rangeOf(pixelFormat);
  const tags = colorTags(job, toneMap).map(([, filterOption, value]) => `${filterOption}=${value}`);
  const format = `format=${pixelFormat}`;
  const isMap = job.compose.kind === 'map' || job.compose.kind === 'refine';
  const isLuma = isMap && canBeLimited(pixelFormat);
  const converted = isLuma ? [format, limits(pixelFormat)] : [`scale=out_range=${range}`, format];
  return [...converted, `setparams=${[`range=${range}`, ...tags].join(':')}`];
}

/** Clips what scaling lets overshoot to black and white, which are not the ends of a limited range. */
function limits(pixelFormat: string): string {
  const unit = 2 ** (Number(/p(\d+)/.exec(pixelFormat)?.[1] ?? 8) - 8);
  return `limiter=min=${16 * unit}:max=${235 * unit}:planes=1`;
}

/**
 * Tells whether the filter `limiter` knows a pixel format; others would be turned into one that it does, of another
 * depth.
 */
function canBeLimited(pixelFormat: string): boolean {
  return /^yuva?4(20|22|44)p(\d+le)?$/.test(pixelFormat);
}

/** Options that tag the output with the clip's colors: not every build takes them from the frames. */
export function colorOptions(job: EncoderJob, pixelFormat: string, toneMap: boolean): string[] {
  if (!isYuv(pixelFormat)) return [];
  return [
    '-color_range',
    rangeOf(pixelFormat),
    ...colorTags(job, toneMap).flatMap(([option, , value]) => [
      option,
      option === '-color_trc' ? (encoderNames[value] ?? value) : value,
    ]),
  ];
}

/** Transfers that the options of encoders call otherwise than all else of FFmpeg. */
const encoderNames: Readonly<Record<string, string>> = { bt470m: 'gamma22', bt470bg: 'gamma28' };

/** Gives the clip's colors: option of the encoder, option of the filter `setparams`, value. */
function colorTags({ info, compose }: EncoderJob, toneMap: boolean): [string, string, string][] {
  const standard = { space: 'bt709', primaries: 'bt709', transfer: 'bt709' };
  const { space, primaries, transfer } =
    toneMap || isHighDynamicRange(info) || compose.kind === 'picture' ? standard : info.color;
  const tags: [string, string, string | undefined][] = [
    ['-colorspace', 'colorspace', space === 'gbr' ? undefined : space],
    ['-color_primaries', 'color_primaries', primaries],
    ['-color_trc', 'color_trc', transfer],
  ];
  return tags.filter((tag): tag is [string, string, string] => tag[2] !== undefined);
}

function isYuv(pixelFormat: string): boolean {
  return pixelFormat.startsWith('yuv');
}

function rangeOf(pixelFormat: string): string {
  return pixelFormat.startsWith('yuvj') ? 'pc' : 'tv';
}

/** Gives the clip keeps its shape: other sizes have other pixels. The analysis size has square ones. */
export function sampleAspect({ info, compose, pictures }: EncoderJob): Rational {
  if (compose.kind === 'picture') return { num: 1, den: 1 };
  const shown = (compose.kind === 'clip' ? compose.sampleAspect : undefined) ?? info.sampleAspect;
  const { num, den } = shown;
  const size = compose.kind === 'map' ? compose.size : undefined;
  if (size === undefined || (size.width === info.width && size.height === info.height)) return reduce(shown);
  if (size.width === pictures.width && size.height === pictures.height) return { num: 1, den: 1 };
  return reduce({ num: num * info.width * size.height, den: den * info.height * size.width });
}

/** Sets the shape of the pixels exactly: the filter would round it to terms up to 100. */
function shapeFilter(job: EncoderJob): string {
  const { num, den } = sampleAspect(job);
  return `setsar=r=${num}/${den}:max=${2 ** 31 - 1}`;
}

function shift(lead: number): string {
  return lead === 0 ? '' : `setpts=PTS-${lead},`;
}
