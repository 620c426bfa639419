import { OptionError } from '../../core/errors.js';
import type { FrameSize, Rational } from '../../core/frame.js';
import type { Container } from './containers.js';
import type { EncodingOptions } from './encoding-options.js';

/** The pixels that an encoder is given. */
export type Pixels = 'gray' | 'gray16' | 'color' | 'alpha' | 'alpha16';

/** A video encoder with all it is told. */
export interface VideoCodec {
  readonly encoder: string;
  readonly pixelFormat: string;
  readonly options: readonly string[];
  readonly warnings: readonly string[];
}

/** Tells the encoders of one family what is wanted, in their own words. */
interface Family {
  readonly encoders: readonly string[];
  /** Options for a constant quality; the encoder has none where it does not say. */
  readonly quality?: (crf: number) => string[];
  readonly defaultCrf?: number;
  /** Options that are always given where no bitrate is. */
  readonly fixed?: readonly string[];
  readonly preset?: { readonly flag: string; readonly default: string; readonly known: readonly string[] };
  readonly bframes?: boolean;
  readonly intraOnly?: boolean;
  /** Pixel format for gray, 16-bit gray and color. */
  readonly pixels?: Partial<Record<Pixels, string>>;
  /** Options that are given in place of the fixed ones where there is alpha. */
  readonly alpha?: readonly string[];
  /** Halved color needs even sides here. */
  readonly evenSides?: boolean;
}

const presetsOfX26x = [
  ...['ultrafast', 'superfast', 'veryfast', 'faster', 'fast', 'medium', 'slow', 'slower', 'veryslow', 'placebo'],
];

/** Speeds from 0, the slowest. */
const speeds = (fastest: number) => Array.from({ length: fastest + 1 }, (_, speed) => String(speed));

const constantQuality = (crf: number) => ['-crf', String(crf), '-b:v', '0'];
const constantRateFactor = (crf: number) => ['-crf', String(crf)];

const pngPixels = { gray: 'gray', gray16: 'gray16be', color: 'rgb24', alpha: 'rgba', alpha16: 'rgba64be' };
const prores422 = { color: 'yuv422p10le', gray: 'yuv422p10le', gray16: 'yuv422p10le' };

const families: readonly Family[] = [
  {
    encoders: ['libx264'],
    quality: constantRateFactor,
    defaultCrf: 18,
    preset: { flag: '-preset', default: 'veryfast', known: presetsOfX26x },
    bframes: true,
    evenSides: true,
  },
  {
    encoders: ['libx265'],
    quality: constantRateFactor,
    defaultCrf: 22,
    preset: { flag: '-preset', default: 'veryfast', known: presetsOfX26x },
    bframes: true,
    evenSides: true,
  },
  {
    encoders: ['libvpx-vp9'],
    quality: constantQuality,
    defaultCrf: 28,
    fixed: ['-deadline', 'good', '-row-mt', '1'],
    alpha: ['-deadline', 'good', '-row-mt', '1', '-auto-alt-ref', '0'],
    preset: { flag: '-cpu-used', default: '4', known: speeds(8) },
    pixels: { alpha: 'yuva420p' },
  },
  {
    encoders: ['libvpx'],
    quality: (crf) => ['-crf', String(crf), '-b:v', '8M'],
    defaultCrf: 10,
    fixed: ['-deadline', 'good'],
    alpha: ['-deadline', 'good', '-auto-alt-ref', '0'],
    preset: { flag: '-cpu-used', default: '4', known: speeds(16) },
    pixels: { alpha: 'yuva420p' },
  },
  {
    encoders: ['libsvtav1'],
    quality: constantRateFactor,
    defaultCrf: 30,
    preset: { flag: '-preset', default: '8', known: speeds(13) },
    evenSides: true,
  },
  {
    encoders: ['libaom-av1'],
    quality: constantQuality,
    defaultCrf: 30,
    fixed: ['-row-mt', '1'],
    preset: { flag: '-cpu-used', default: '6', known: speeds(8) },
  },
  { encoders: ['mpeg4'], fixed: ['-q:v', '3'], bframes: true },
  { encoders: ['mjpeg'], fixed: ['-q:v', '3'], intraOnly: true, pixels: { color: 'yuvj420p', gray: 'yuvj420p' } },
  {
    encoders: ['prores_ks'],
    fixed: ['-profile:v', '3'],
    alpha: ['-profile:v', '4444', '-alpha_bits', '16', '-vendor', 'apl0'],
    intraOnly: true,
    pixels: { ...prores422, alpha: 'yuva444p10le', alpha16: 'yuva444p10le' },
  },
  { encoders: ['prores', 'prores_aw'], fixed: ['-profile:v', '3'], intraOnly: true, pixels: prores422 },
  {
    encoders: ['ffv1'],
    fixed: ['-level', '3', '-slicecrc', '1'],
    intraOnly: true,
    pixels: { gray: 'gray', gray16: 'gray16le', alpha: 'yuva444p10le', alpha16: 'yuva444p16le' },
  },
  { encoders: ['png'], intraOnly: true, pixels: pngPixels },
  { encoders: ['gif'], pixels: { gray: 'gray', color: 'pal8' } },
  { encoders: ['qtrle'], pixels: { gray: 'gray', color: 'rgb24', alpha: 'argb' } },
  {
    encoders: ['rawvideo'],
    // With more, each picture waits for the next ones.
    fixed: ['-threads', '1'],
    intraOnly: true,
    pixels: { gray: 'gray', gray16: 'gray16le', color: 'rgb24' },
  },
  { encoders: ['wrapped_avframe'], intraOnly: true, pixels: { gray: 'gray' } },
];

/** Encoders by the names that people know. */
export const codecNames: Readonly<Record<string, string>> = {
  h264: 'libx264',
  x264: 'libx264',
  avc: 'libx264',
  hevc: 'libx265',
  h265: 'libx265',
  x265: 'libx265',
  vp8: 'libvpx',
  vp9: 'libvpx-vp9',
  av1: 'libaom-av1',
  prores: 'prores_ks',
  raw: 'rawvideo',
};

/**
 * Chooses the encoder of a container and what it is told.
 *
 * The clip's size is kept exactly: where an encoder cannot halve the color of odd sides, color is not halved
 * (`yuv444p`), which not every player shows, and a warning says so.
 *
 * @throws {OptionError} for what the container or the encoder cannot do.
 */
export function videoCodec(
  container: Container,
  encoding: EncodingOptions,
  pixels: Pixels,
  size: FrameSize,
  rate: Rational,
): VideoCodec {
  const alpha = pixels === 'alpha' || pixels === 'alpha16';
  if (alpha && container.alphaEncoder === undefined) {
    throw OptionError.of(
      'output',
      `expected a container that has transparency (mov, webm, mkv or a folder of PNG pictures), got ${container.name}; with a background, any will do`,
    );
  }
  const usual = alpha ? container.alphaEncoder! : container.encoder;
  const encoder = encoding.codec === undefined ? usual : (codecNames[encoding.codec] ?? encoding.codec);
  if (container.encoders && !container.encoders.includes(encoder)) {
    const known = container.encoders.join(', ');
    throw OptionError.of('codec', `expected one that ${container.name} takes (${known}), got "${encoding.codec}"`);
  }
  if (pixels === 'color' && encoding.bitDepth > 8) {
    throw OptionError.of('bitDepth', `expected 8 for pictures in color, got ${encoding.bitDepth}`);
  }
  const family = families.find(({ encoders }) => encoders.includes(encoder));
  if (pixels === 'gray16' && family?.pixels?.gray16 === undefined) {
    throw OptionError.of('bitDepth', `expected 8 for the encoder ${encoder}, got 16; ffv1, png and rawvideo have 16`);
  }
  checkAlpha(alpha, encoder, family, encoding);
  if (pixels === 'alpha16' && family?.pixels?.alpha16 === undefined) {
    throw OptionError.of('bitDepth', `expected 8 for the encoder ${encoder}, got 16; prores, ffv1 and png have 16`);
  }
  const warnings: string[] = [];
  const pixelFormat = encoding.pixFmt ?? defaultPixelFormat(family, pixels, size, warnings);
  return { encoder, pixelFormat, options: encoderOptions(encoder, family, encoding, container, rate, alpha), warnings };
}

/** Refuses what would be opaque where alpha is asked for, and alpha where the video has none: it would be white. */
function checkAlpha(
  alpha: boolean,
  encoder: string,
  family: Family | undefined,
  { pixFmt, codec }: EncodingOptions,
): void {
  const asked = pixFmt !== undefined && /^(yuva|rgba|argb|abgr|bgra|gbrap|ya\d|ayuv|vuya)/.test(pixFmt);
  if (asked && !alpha) {
    throw OptionError.of(
      'pixFmt',
      `expected a format without alpha, since this video is opaque, got "${pixFmt}"; cutout writes transparency`,
    );
  }
  if (!alpha) return;
  if (family?.pixels?.alpha === undefined) {
    const known = families.flatMap(({ encoders, pixels }) => (pixels?.alpha === undefined ? [] : encoders));
    throw OptionError.of(
      'codec',
      `expected one that has transparency (${known.join(', ')}), got "${codec ?? encoder}"`,
    );
  }
  if (pixFmt !== undefined && !asked) {
    throw OptionError.of('pixFmt', `expected a format with alpha, such as ${family.pixels.alpha}, got "${pixFmt}"`);
  }
}

function defaultPixelFormat(
  family: Family | undefined,
  pixels: Pixels,
  { width, height }: FrameSize,
  warnings: string[],
) {
  const own = family?.pixels?.[pixels];
  if (own !== undefined) return own;
  if (!family?.evenSides || (width % 2 === 0 && height % 2 === 0)) return 'yuv420p';
  warnings.push(`${width}x${height} has odd sides: encoded as yuv444p, which not every player shows`);
  return 'yuv444p';
}

function encoderOptions(
  encoder: string,
  family: Family | undefined,
  { crf, bitrate, preset, gop, bframes }: EncodingOptions,
  container: Container,
  rate: Rational,
  alpha: boolean,
): string[] {
  const options = ['-c:v', encoder];
  if (crf !== undefined && bitrate !== undefined)
    throw OptionError.of('crf', 'expected no bitrate beside it, got both');
  if (crf !== undefined) {
    if (!family?.quality) throw OptionError.of('crf', `the encoder ${encoder} has no constant quality`);
    options.push(...family.quality(crf));
  } else if (bitrate !== undefined) {
    options.push('-b:v', bitrate);
  } else if (family?.quality) {
    options.push(...family.quality(family.defaultCrf!));
  }
  if (bitrate === undefined || family?.quality)
    options.push(...((alpha ? family?.alpha : undefined) ?? family?.fixed ?? []));
  if (preset !== undefined && !family?.preset) throw OptionError.of('preset', `the encoder ${encoder} has none`);
  if (preset !== undefined && !family!.preset!.known.includes(preset)) {
    throw OptionError.of('preset', `expected one of ${encoder} (${family!.preset!.known.join(', ')}), got "${preset}"`);
  }
  if (family?.preset) options.push(family.preset.flag, preset ?? family.preset.default);
  if (gop !== undefined) {
    if (family?.intraOnly) throw OptionError.of('gop', `every frame of ${encoder} is a key frame`);
    options.push('-g', String(gop));
  }
  if (bframes !== undefined) {
    if (!family?.bframes) throw OptionError.of('bframes', `the encoder ${encoder} has none`);
    options.push('-bf', String(bframes));
  }
  // These take the time base for the rate of a clip of few frames, and call for a level that no player has.
  const fps = `fps=${rate.num}/${rate.den}`;
  if (encoder === 'libx264') options.push('-x264-params', fps);
  if (encoder === 'libx265') {
    options.push('-x265-params', `log-level=error:${fps}`);
    if (container.name === 'mp4' || container.name === 'mov') options.push('-tag:v', 'hvc1');
  }
  return options;
}
