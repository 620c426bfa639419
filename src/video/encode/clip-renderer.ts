import type { FrameSize, Rational } from '../../core/frame.js';
import { prepareOutput } from '../../files/output-file.js';
import { requireCapabilities } from '../ffmpeg/capabilities.js';
import { FfmpegProcess } from '../ffmpeg/process.js';
import { framesDone } from '../ffmpeg/progress-line.js';
import { completeFile, inspectFile } from './encoded-file.js';
import { checkEncoder, checkPixelFormat, requestOf } from './encoder.js';
import { argumentsOf } from './encoder-arguments.js';
import type { EncoderJob } from './encoder-job.js';
import { needs, planOf } from './encoding-plan.js';

/** A clip on its way through a filter graph. */
export interface RenderJob extends Omit<EncoderJob, 'pictures' | 'compose'> {
  /** Takes `[clip]`, gives `[rendered]`: as many frames as come in, at the same instants. */
  readonly graph: string;
  /** Size of the rendered frames. */
  readonly size: FrameSize;
  /** Sample aspect of the rendered frames. Default: the clip's own. */
  readonly sampleAspect?: Rational | undefined;
  /** Frames that there have to be. */
  readonly frames: number;
  /** Called with the number of frames that are done. */
  readonly onFrames?: ((frames: number) => void) | undefined;
}

/** Tells what was rendered. */
export interface RenderedClip {
  readonly commandLine: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Renders a clip through a filter graph, with its sound, subtitles, chapters and metadata.
 *
 * @throws as `openEncoder` does, and {@link FfmpegError} when other than `frames` frames come out.
 */
export async function renderClip(job: RenderJob): Promise<RenderedClip> {
  const { encoder, plan } = encodingOf(job);
  const { info, binaries, signal, frames } = job;
  await requireCapabilities(binaries.ffmpeg, needs(encoder, plan));
  await checkPixelFormat(encoder, plan);
  const output = await prepareOutput(requestOf(encoder, plan.container));
  try {
    const args = argumentsOf(encoder, plan, output.temporary);
    let done = 0;
    const child = new FfmpegProcess(binaries.ffmpeg.path, args, {
      signal,
      onLine(line) {
        const count = framesDone(line);
        if (count <= done) return;
        done = count;
        child.beat();
        job.onFrames?.(done);
      },
    });
    child.stdin.end();
    child.stdout.resume();
    const exit = await child.awaiting(child.exited);
    signal?.throwIfAborted();
    if (exit.code !== 0) throw child.failure(`could not render ${job.output}`, exit);
    await completeFile(output.temporary, plan.container, encoder);
    const { frames: written, warnings } = await inspectFile(output.temporary, plan.container, encoder);
    plan.warnings.push(...warnings);
    if (written !== frames) {
      throw child.failure(`wrote ${written} of ${frames} frames of ${info.name} to ${job.output}`, exit);
    }
    await output.commit();
    return { commandLine: [binaries.ffmpeg.path, ...args], warnings: plan.warnings };
  } catch (error) {
    await output.discard();
    throw error;
  }
}

/**
 * Checks an output before the work that it needs begins.
 *
 * @throws as {@link renderClip} does before it runs FFmpeg.
 */
export async function checkRendering(job: Omit<RenderJob, 'graph' | 'frames'>): Promise<void> {
  const { encoder } = encodingOf({ ...job, graph: '', frames: 0 });
  await checkEncoder(encoder);
}

function encodingOf({ graph, size, sampleAspect, frames: _, onFrames: __, ...job }: RenderJob) {
  const encoder: EncoderJob = {
    ...job,
    pictures: { ...size, format: 'gray' },
    compose: { kind: 'clip', graph, size, sampleAspect },
  };
  return { encoder, plan: planOf(encoder) };
}
