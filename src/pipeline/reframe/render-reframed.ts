import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CropFrame, ReframePlan } from '../../analysis/reframe/reframe-plan.js';
import type { Clip } from '../../clip/clip.js';
import type { FrameSize } from '../../core/frame.js';
import { type CropPixels, cropFilter } from '../../exports/crop-filter.js';
import { CropPlanes } from '../../render/crop-planes.js';
import { checkRendering, type RenderedClip, renderClip } from '../../video/encode/clip-renderer.js';
import { openEncoder } from '../../video/encode/encoder.js';
import type { EncodingOptions } from '../../video/encode/encoding-options.js';
import { colorMatrix, isHighDynamicRange } from '../../video/ffmpeg/filters.js';
import { progressOf } from '../write/clip-progress.js';
import type { OutputOptions } from '../write/conversion.js';

/** Where a reframed clip goes, and how it is encoded. */
export interface ReframedTarget {
  readonly path: string;
  readonly encoding: EncodingOptions;
  readonly force: boolean | undefined;
  /** The crop is drawn on the full clip. */
  readonly preview: boolean;
}

/**
 * Checks the output before the clip is analyzed.
 *
 * @throws as `openEncoder` does.
 */
export async function checkReframed(clip: Clip, target: ReframedTarget): Promise<void> {
  await checkRendering({ ...jobOf(clip, target), size: clip.info });
}

/** Renders a plan: frame for frame, at the same instants. */
export async function renderReframed(
  clip: Clip,
  plan: ReframePlan,
  target: ReframedTarget,
  onProgress: OutputOptions['onProgress'],
): Promise<RenderedClip> {
  const progress = progressOf(clip, onProgress);
  const tell = ({ pts }: CropFrame) => progress?.({ time: { pts, timeBase: plan.clip.timeBase } });
  if (target.preview) return drawCrop(clip, plan, target, tell);
  const folder = await mkdtemp(join(tmpdir(), 'saliency-crop-'));
  try {
    const { graph, commandFiles } = cropFilter(plan, {
      commandPrefix: join(folder, 'crop'),
      input: '[clip]',
      output: '[rendered]',
      pixels: pixelsOf(clip),
    });
    for (const { path, text } of commandFiles) await writeFile(path, text, { flag: 'wx' });
    let told = 0;
    return await renderClip({
      ...jobOf(clip, target),
      graph,
      size: plan.output,
      sampleAspect: plan.outputSampleAspect,
      frames: plan.frames.length,
      onFrames(frames) {
        for (const frame of plan.frames.slice(told, frames)) tell(frame);
        told = frames;
      },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Tells the pixels of a clip on its way through the graph; undefined for those that are no planar YCbCr. */
function pixelsOf({ info, binaries }: Clip): CropPixels | undefined {
  const mapped = isHighDynamicRange(info);
  const format = mapped ? 'yuv444p' : info.pixelFormat.replace('yuvj', 'yuv');
  const [, chroma] = /^yuv(420|422|444)p(\d+le)?$/.exec(format) ?? [];
  if (chroma === undefined) return undefined;
  return {
    format,
    chroma: { x: chroma === '444' ? 1 : 2, y: chroma === '420' ? 2 : 1 },
    matrix: mapped ? 'bt709' : colorMatrix(info),
    // Releases before 5 do not take commands for the filter that shifts.
    fractions: binaries.ffmpeg.major >= 5,
  };
}

/** Lays the crop over the clip as a heatmap is. */
async function drawCrop(
  clip: Clip,
  { frames, clip: { timeBase } }: ReframePlan,
  target: ReframedTarget,
  onFrame: (frame: CropFrame) => void,
): Promise<RenderedClip> {
  const size: FrameSize = clip.size;
  const planes = new CropPlanes(size);
  const encoder = await openEncoder({
    ...jobOf(clip, target),
    pictures: { ...size, format: 'yuva420p' },
    compose: { kind: 'overlay', blend: 'normal', sideBySide: false },
  });
  try {
    for (const frame of frames) {
      await encoder.write(planes.paint(frame.crop, frame.second), { pts: frame.pts, timeBase });
      onFrame(frame);
    }
    await encoder.finish();
    await encoder.commit();
  } catch (error) {
    await encoder.abort();
    throw error;
  }
  const { commandLine, warnings } = encoder;
  return { commandLine, warnings };
}

function jobOf({ info, binaries, plan }: Clip, { path, encoding, force }: ReframedTarget) {
  const { start, end, signal, flags } = plan;
  return { info, output: path, encoding, force, start, end, binaries, signal, deinterlace: flags.deinterlace };
}
