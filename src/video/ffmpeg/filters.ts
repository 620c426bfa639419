import type { FrameSize } from '../../core/frame.js';
import type { VideoInfo } from '../../core/stream.js';

/** Tells whether a clip's transfer function is one of high dynamic range. */
export function isHighDynamicRange({ color }: VideoInfo): boolean {
  return color.transfer === 'smpte2084' || color.transfer === 'arib-std-b67';
}

/** Gives the matrix between RGB and YCbCr of a clip; where it does not say, the usual one of its size. */
export function colorMatrix({ color, height }: VideoInfo): 'bt601' | 'bt709' {
  if (color.space === undefined) return height >= 720 ? 'bt709' : 'bt601';
  return ['smpte170m', 'bt470bg', 'fcc'].includes(color.space) ? 'bt601' : 'bt709';
}

/** Halves of interlaced frames are joined; one frame out for each frame in. */
export const deinterlaceFilter = 'yadif=mode=send_frame:deint=all';

/** Scales a clip, naming its color matrix where the clip does not. */
export function scaleFilter(info: VideoInfo, { width, height }: FrameSize): string {
  const matrix = info.color.space === undefined ? `:in_color_matrix=${colorMatrix(info)}` : '';
  return `scale=${width}:${height}:flags=bicubic${matrix}`;
}

/** The filters that {@link toneMapFilters} needs. */
export const toneMapNeeds = ['zscale', 'tonemap'] as const;

/**
 * Converts PQ or HLG to BT.709 of standard range, for pictures already scaled.
 *
 * 100 cd/m² is diffuse white; what is brighter is bent down by Hable's curve.
 */
export function toneMapFilters({ color }: VideoInfo): string[] {
  const matrix = color.space === 'bt2020c' ? '2020_cl' : color.space === 'bt709' ? '709' : '2020_ncl';
  const primaries = color.primaries === 'bt709' ? '709' : '2020';
  const range = color.range === 'pc' ? 'full' : 'limited';
  return [
    'format=yuv444p10',
    // What comes out is named too: a clip that does not say it would leave zscale without a way.
    `zscale=tin=${color.transfer}:min=${matrix}:pin=${primaries}:rin=${range}:t=linear:m=${matrix}:p=${primaries}:r=${range}:npl=100`,
    'format=gbrpf32le',
    'zscale=p=709',
    'tonemap=tonemap=hable:desat=0',
    'zscale=t=709:m=709:r=limited',
    'format=yuv444p',
  ];
}
