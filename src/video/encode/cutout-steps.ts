import type { VideoInfo } from '../../core/stream.js';
import { colorMatrix } from '../ffmpeg/filters.js';
import type { Background, CutoutComposition } from './encoder-job.js';
import { refinedMap, spreading } from './refined-map.js';

/** Names what a cut-out is made of: pads, each with the filters that come first. */
interface CutoutSources {
  readonly map: string;
  readonly clip: string;
  /** The file of the background. */
  readonly file: string;
  readonly namedPlanes: boolean;
}

/** Pixels of a subject more certain than this have its own color; the others take it from such ones near them. */
const PURE = 0.7;
/** Size at which colors are spread, as a share of the clip's. */
const SPREAD_SCALE = 4;
/** Reach of a subject's colors beyond its certain pixels, as a share of the clip's long side. */
const SPREAD_REACH = 1 / 64;

/** Sixteen bits for color and alpha alike: what is divided by a small alpha stays smooth. */
const COLOR = 'yuv444p16le';
const WITH_ALPHA = 'yuva444p16le';

/**
 * Gives the filters that cut a subject out of a clip; the last one gives frames with alpha, or frames with a background.
 *
 * At soft edges a pixel shows the ground through the subject. Its color is replaced by that of the subject nearby: the
 * certain pixels alone, blurred and divided by how many of them there were. Where the subject is certain, its own
 * pixels stay as they are.
 */
export function cutoutSteps(info: VideoInfo, compose: CutoutComposition, sources: CutoutSources): string[] {
  const { width, height } = info;
  const { background, premultiply } = compose;
  const { namedPlanes } = sources;
  const small = `${Math.ceil(width / SPREAD_SCALE)}:${Math.ceil(height / SPREAD_SCALE)}`;
  const reach = ((SPREAD_REACH * Math.max(width, height)) / SPREAD_SCALE).toFixed(2);
  const pure = spreading('val', { low: PURE, high: 1, gamma: 1 }, false);
  const behind = background === undefined ? 0 : 1;
  const steps = [
    `${sources.clip},format=${COLOR},split=${(compose.refine ? 3 : 2) + behind}[whole][near]${compose.refine ? '[seen]' : ''}${behind ? '[under]' : ''}`,
    ...matteSteps(info, compose, sources.map),
    '[matte]split=3[alpha][hard][soft]',
    `[soft]scale=${small}:flags=area:in_range=pc:out_range=pc,${pure}[weight]`,
    `[near]scale=${small}:flags=area,format=${COLOR}[colors]`,
    `[colors][weight]${withAlpha(namedPlanes)},premultiply=inplace=1,gblur=sigma=${reach},unpremultiply=inplace=1,format=${COLOR},scale=${width}:${height}:flags=bicubic[spread]`,
    `[hard]${pure},${threeTimes('own', namedPlanes)}`,
    `[spread][whole][own]maskedmerge,format=${COLOR}[subject]`,
  ];
  if (background === undefined) {
    const multiplied = premultiply ? ',premultiply=inplace=1' : '';
    return [...steps, `[subject][alpha]${withAlpha(namedPlanes)}${multiplied}`];
  }
  return [
    ...steps,
    ...backgroundSteps(info, background, sources.file),
    `[alpha]${threeTimes('shown', namedPlanes)}`,
    '[behind][subject][shown]maskedmerge',
  ];
}

/** Planes are merged from frames of one format alone: the matte is the luma of full range of such a frame. */
const AS_LUMA = `scale=in_range=pc:out_range=pc,format=${COLOR},setparams=range=pc`;

/** Gives the matte at the clip's size. */
function matteSteps(info: VideoInfo, { refine, levels, invert }: CutoutComposition, map: string): string[] {
  if (!refine) {
    const scaled = `scale=${info.width}:${info.height}:flags=bicubic,format=gray16le`;
    return [`${map}${scaled},${spreading('val', levels, invert)},format=gray16le,${AS_LUMA}[matte]`];
  }
  const steps = refinedMap(info, { map, guide: '[seen]', levels, invert });
  const { width, height } = info;
  return [
    ...steps.slice(0, -1),
    `${steps.at(-1)},scale=${width}:${height}:flags=bicubic,format=gray16le,${AS_LUMA}[matte]`,
  ];
}

/** Gives `[behind]` from `[under]`, the clip, frame for frame. */
function backgroundSteps(info: VideoInfo, background: Background, file: string): string[] {
  const { width, height } = info;
  if (background.kind === 'color') {
    const [y, u, v] = toYuv(background.rgb, colorMatrix(info));
    return [`[under]format=yuv444p,lutyuv=y=${y}:u=${u}:v=${v},format=${COLOR}[behind]`];
  }
  if (background.kind === 'blur') {
    const sigma = Math.max(0.1, background.sigma / SPREAD_SCALE).toFixed(2);
    const small = `${Math.ceil(width / SPREAD_SCALE)}:${Math.ceil(height / SPREAD_SCALE)}`;
    return [
      `[under]scale=${small}:flags=area,gblur=sigma=${sigma},scale=${width}:${height}:flags=bicubic,format=${COLOR}[behind]`,
    ];
  }
  // It covers the clip, whose frames set the pace; a still, or the last frame of what is shorter, stays.
  const cover = `scale=${width}:${height}:force_original_aspect_ratio=increase:out_color_matrix=${colorMatrix(info)}:out_range=tv,crop=${width}:${height},setsar=1,format=yuv444p,tpad=stop=-1:stop_mode=clone`;
  return [
    `${file}${cover},setpts=PTS-STARTPTS+${info.startTime.toFixed(6)}/TB[picture]`,
    `[under]format=yuv444p[base];[base][picture]overlay=format=yuv444:shortest=1,format=${COLOR}[behind]`,
  ];
}

/** Joins planes of color with a plane of alpha. */
function withAlpha(named: boolean): string {
  if (!named) return `mergeplanes=0x00010210:${WITH_ALPHA}`;
  return `mergeplanes=map0s=0:map0p=0:map1s=0:map1p=1:map2s=0:map2p=2:map3s=1:map3p=0:format=${WITH_ALPHA}`;
}

/** Makes a plane all three of a mask. */
function threeTimes(name: string, named: boolean): string {
  const pads = [0, 1, 2].map((n) => `[${name}${n}]`).join('');
  const merge = named
    ? `mergeplanes=map0s=0:map0p=0:map1s=1:map1p=0:map2s=2:map2p=0:format=${COLOR}`
    : `mergeplanes=0x001020:${COLOR}`;
  return `split=3${pads};${pads}${merge}[${name}]`;
}

/** Converts a color of 8 bits to YCbCr of limited range (ITU-R BT.601, BT.709). */
function toYuv([red, green, blue]: readonly [number, number, number], matrix: 'bt601' | 'bt709'): number[] {
  const [kr, kb] = matrix === 'bt709' ? [0.2126, 0.0722] : [0.299, 0.114];
  const y = kr * red + (1 - kr - kb) * green + kb * blue;
  const u = (blue - y) / (2 * (1 - kb));
  const v = (red - y) / (2 * (1 - kr));
  return [16 + (y * 219) / 255, 128 + (u * 224) / 255, 128 + (v * 224) / 255].map(Math.round);
}
