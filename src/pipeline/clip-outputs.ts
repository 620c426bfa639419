import type { FrameSize } from '../core/frame.js';
import type { OptionInput } from '../core/options.js';
import { resolveOptions } from '../core/options.js';
import { toGray8, toGray16le } from '../render/gray.js';
import { HeatmapPlanes } from '../render/heatmap-planes.js';
import type { OverlayOptions } from '../render/overlay-options.js';
import type { EncoderJob } from '../video/encoder-job.js';
import { encodingOptions } from '../video/encoding-options.js';
import { colorMatrix } from '../video/filters.js';
import type { Clip } from './clip.js';

/** A video that is made of a clip's maps. */
export interface ClipOutput {
  readonly job: EncoderJob;
  /** The picture of a map, in the format that the job names; overwritten by the next call. */
  readonly paint: (map: Float32Array) => Uint8Array;
}

/** Where a video goes, and how it is encoded. */
export interface OutputTarget {
  readonly path: string;
  readonly encoding: OptionInput<typeof encodingOptions> | undefined;
  readonly force: boolean | undefined;
}

/** A gray video of the maps, or of the maps refined along the outlines of the clip's own frames. */
export function mapOutput(clip: Clip, target: OutputTarget, size: FrameSize | undefined, refine: boolean): ClipOutput {
  const encoding = resolveOptions(encodingOptions, target.encoding);
  const wide = encoding.bitDepth > 8;
  const pixels = clip.size.width * clip.size.height;
  const picture = new Uint8Array(wide ? 2 * pixels : pixels);
  const toGray = wide ? toGray16le : toGray8;
  return {
    job: {
      ...jobOf(clip, target),
      encoding,
      pictures: { ...clip.size, format: wide ? 'gray16le' : 'gray' },
      compose: refine ? { kind: 'refine' } : { kind: 'map', size },
    },
    paint(map) {
      toGray(map, picture);
      return picture;
    },
  };
}

/** The clip with a heatmap over it. */
export function overlayOutput(clip: Clip, target: OutputTarget, options: OverlayOptions): ClipOutput {
  const planes = new HeatmapPlanes(clip.size, options, colorMatrix(clip.info));
  return {
    job: {
      ...jobOf(clip, target),
      encoding: resolveOptions(encodingOptions, target.encoding),
      pictures: { ...clip.size, format: 'yuva420p' },
      compose: { kind: 'overlay', blend: options.blend, sideBySide: options.sideBySide },
      deinterlace: clip.plan.flags.deinterlace,
    },
    paint: (map) => planes.paint(map),
  };
}

function jobOf({ info, binaries, plan }: Clip, { path, force }: OutputTarget) {
  const { start, end, signal } = plan;
  return { info, output: path, force, start, end, binaries, signal };
}
