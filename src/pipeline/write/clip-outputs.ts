import type { Clip } from '../../clip/clip.js';
import type { FrameSize } from '../../core/frame.js';
import type { Levels } from '../../core/levels.js';
import { toGray8, toGray16le } from '../../render/gray.js';
import { HeatmapPlanes } from '../../render/heatmap-planes.js';
import type { OverlayOptions } from '../../render/overlay-options.js';
import { spreadLevels } from '../../render/spread-levels.js';
import type { CutoutComposition, EncoderJob } from '../../video/encode/encoder-job.js';
import type { EncodingOptions } from '../../video/encode/encoding-options.js';
import type { EncodingTarget } from '../../video/encode/encoding-target.js';
import { colorMatrix } from '../../video/ffmpeg/filters.js';

/** A video that is made of a clip's maps, as it is known before the clip is opened. */
export interface PlannedOutput extends EncodingTarget {
  open(clip: Clip): ClipOutput;
}

/** A video that is made of a clip's maps. */
export interface ClipOutput {
  readonly job: EncoderJob;
  /** The picture of a map, in the format that the job names; overwritten by the next call. */
  readonly paint: (map: Float32Array) => Uint8Array;
}

/** Where a video goes, and how it is encoded. */
export interface OutputTarget {
  readonly path: string;
  readonly encoding: EncodingOptions;
  readonly force: boolean;
}

/**
 * A gray video of the maps, or of the maps refined along the outlines of the clip's own frames.
 *
 * @param sizeOf - the size of the video; undefined for the clip's own.
 * @param levels - how values are spread; undefined leaves them as they are.
 */
export function mapOutput(
  target: OutputTarget,
  sizeOf: (clip: Clip) => FrameSize | undefined,
  refine: boolean,
  levels: Levels | undefined,
): PlannedOutput {
  const planned = planTarget(target);
  const wide = planned.encoding.bitDepth > 8;
  const toGray = wide ? toGray16le : toGray8;
  return {
    ...planned,
    kind: refine ? 'refine' : 'map',
    open(clip) {
      const pixels = clip.size.width * clip.size.height;
      const picture = new Uint8Array(wide ? 2 * pixels : pixels);
      // A refined map is spread behind the refining, which needs the values as they are.
      const values = refine || levels === undefined ? undefined : new Float32Array(pixels);
      return {
        job: {
          ...jobOf(clip, planned),
          pictures: { ...clip.size, format: wide ? 'gray16le' : 'gray' },
          compose: refine ? { kind: 'refine', levels } : { kind: 'map', size: sizeOf(clip) },
        },
        paint(map) {
          if (values !== undefined) spreadLevels(map, levels!, values);
          toGray(values ?? map, picture);
          return picture;
        },
      };
    },
  };
}

/** The clip with a heatmap over it. */
export function overlayOutput(target: OutputTarget, options: OverlayOptions): PlannedOutput {
  const planned = planTarget(target);
  return {
    ...planned,
    kind: 'overlay',
    open(clip) {
      const planes = new HeatmapPlanes(clip.size, options, colorMatrix(clip.info));
      return {
        job: {
          ...jobOf(clip, planned),
          pictures: { ...clip.size, format: 'yuva420p' },
          compose: { kind: 'overlay', blend: options.blend, sideBySide: options.sideBySide },
          deinterlace: clip.plan.flags.deinterlace,
        },
        paint: (map) => planes.paint(map),
      };
    },
  };
}

/** The clip cut out along its maps. */
export function cutoutOutput(
  target: OutputTarget,
  composeFor: (clip: Clip) => CutoutComposition,
  background: unknown,
): PlannedOutput {
  const planned = planTarget(target);
  return {
    ...planned,
    kind: 'cutout',
    background,
    open(clip) {
      const picture = new Uint8Array(2 * clip.size.width * clip.size.height);
      return {
        job: {
          ...jobOf(clip, planned),
          pictures: { ...clip.size, format: 'gray16le' },
          compose: composeFor(clip),
          deinterlace: clip.plan.flags.deinterlace,
        },
        paint(map) {
          toGray16le(map, picture);
          return picture;
        },
      };
    },
  };
}

function planTarget({ path, encoding, force }: OutputTarget) {
  return { output: path, encoding, force };
}

function jobOf({ info, binaries, plan }: Clip, target: ReturnType<typeof planTarget>) {
  const { start, end, signal } = plan;
  return { ...target, info, start, end, binaries, signal };
}
