import { join, resolve } from 'node:path';
import { isAtLeast } from '../ffmpeg/binaries.js';
import { clipInput, exact, ffmpegUrl } from '../ffmpeg/clip-input.js';
import { buildArguments, errorsAllowed, passthrough } from '../ffmpeg/command.js';
import { instantOf, ptsRange } from '../ffmpeg/pts-range.js';
import { clipIndex, colorOptions, filterGraph } from './composition.js';
import { type Container, isFolder } from './containers.js';
import { copiedStreams } from './copied-streams.js';
import type { EncoderJob } from './encoder-job.js';
import { type EncodingPlan, toneMapped } from './encoding-plan.js';

/** Gives the arguments of the encoding FFmpeg that writes to `target`: a file, a folder, or `-`. */
export function argumentsOf(job: EncoderJob, plan: EncodingPlan, target: string): string[] {
  const { info } = job;
  const { container, codec, timeBase } = plan;
  const quiet = ['-hide_banner', '-nostats', '-loglevel', 'repeat+level+warning', '-progress', 'pipe:2'];
  const streams = plan.streams ? copiedStreams(info, container, clipIndex(job)) : undefined;
  return buildArguments({
    inputs: inputsOf(job, plan, [...quiet, '-copyts', ...errorsAllowed]),
    filterGraph: filterGraph(job, {
      pixelFormat: codec.pixelFormat,
      timeBase,
      lead: plan.lead,
      toneMap: toneMapped(job),
      namedPlanes: isAtLeast(job.binaries.ffmpeg, 5, 1),
    }),
    output: {
      options: [
        ...['-map', '[out]', ...codec.options, '-pix_fmt', codec.pixelFormat],
        ...colorOptions(job, codec.pixelFormat, toneMapped(job)),
        ...passthrough(job.binaries.ffmpeg),
        ...['-enc_time_base', `${timeBase.num}/${timeBase.den}`],
        ...(streams?.options ?? ['-map_metadata', '-1']),
        ...metadataOptions(job.encoding),
        ...startOptions(job, plan),
        // The same pictures give the same file: no random identifiers, no version of the muxer.
        ...['-max_muxing_queue_size', '4096', '-fflags', '+bitexact'],
        ...containerOptions(job, plan),
        ...['-f', container.muxer, '-y'],
      ],
      target: targetUrl(container, target),
    },
  });
}

function inputsOf(job: EncoderJob, plan: EncodingPlan, first: string[]) {
  const clip = clipInput(job.info, job);
  if (job.compose.kind === 'clip') return [{ ...clip, options: [...first, ...clip.options] }];
  // FFmpeg would hold back the first 20 pictures to guess their rate: three tell it, and raw video holds none.
  const { name } = plan.container;
  const heldBack = name === 'y4m' || name === 'rawvideo' ? '0' : '3';
  const pictures = { options: [...first, '-fpsprobesize', heldBack, '-f', 'nut'], source: 'pipe:0' };
  const background = job.compose.kind === 'cutout' ? job.compose.background : undefined;
  const behind =
    background?.kind === 'file' ? [{ options: [...background.options], source: ffmpegUrl(background.path) }] : [];
  return plan.clip ? [pictures, clip, ...behind] : [pictures];
}

/**
 * Gives the container starts where the clip does, or where the range does: at 0. Copied streams are cut to the range.
 */
function startOptions({ info, ...job }: EncoderJob, { zero, streams, timeBase, moves }: EncodingPlan): string[] {
  const { startPts, endPts } = ptsRange(info, job);
  // The pictures end by themselves.
  const end = endPts === undefined || !streams ? undefined : instantOf(info, endPts);
  if (startPts === undefined && end === undefined) return zero === 0 ? [] : ['-output_ts_offset', exact(-zero)];
  // Frames may come before the instant that is 0. A cut there would take them.
  const first = startPts === undefined && info.startPts !== undefined ? instantOf(info, info.startPts) : zero;
  const from = Math.min(zero, first);
  const options = from > 0 ? ['-ss', exact(from)] : [];
  const rest = from > 0 ? zero - from : zero;
  if (rest !== 0) options.push('-output_ts_offset', exact(-rest));
  if (end === undefined) return options;
  // Where the container counts in something coarser, the last frames may be moved beyond the end.
  const isCoarser = timeBase.num * info.timeBase.den > info.timeBase.num * timeBase.den;
  const beyond = (isCoarser ? (2 * timeBase.num) / timeBase.den : 0) + (moves ? 1 : 0);
  return [...options, '-t', exact(end - from + beyond)];
}

function metadataOptions({ metadata = {} }: EncoderJob['encoding']): string[] {
  return Object.entries(metadata).flatMap(([key, value]) => ['-metadata', `${key}=${value}`]);
}

function containerOptions({ info, binaries }: EncoderJob, { container, timeBase }: EncodingPlan): string[] {
  const scale: string[] = [];
  if (container.name === 'mp4' || container.name === 'mov') {
    scale.push('-video_track_timescale', String(timeBase.den));
    // The instant of the first frame is told in this unit, which is a millisecond otherwise.
    if (isAtLeast(binaries.ffmpeg, 5, 0)) scale.push('-movie_timescale', String(timeBase.den));
  }
  // The picture is upright by now; a turn told in the copied metadata would turn it again.
  const upright = info.rotation === 0 ? [] : ['-metadata:s:v:0', 'rotate='];
  return [...container.options, ...scale, ...upright];
}

function targetUrl(container: Container, target: string): string {
  if (target === '-') return 'pipe:1';
  const path = resolve(target);
  return ffmpegUrl(isFolder(container) ? join(path.replaceAll('%', '%%'), '%06d.png') : path);
}
