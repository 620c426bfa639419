import { availableParallelism } from 'node:os';
import { seconds } from '../core/frame.js';
import type { MapResult } from '../core/stream.js';
import { checkEncoder, encoderArguments, openEncoder } from '../video/encoder.js';
import type { PictureEncoder } from '../video/encoder-job.js';
import { Clip } from './clip.js';
import type { ClipOutput } from './clip-outputs.js';
import type { ClipPlan } from './clip-plan.js';
import type { ConvertResult, OutputOptions, Progress } from './conversion.js';
import { encoderSink } from './encoder-sink.js';
import { mapInSegments } from './map-in-segments.js';
import { type LevelBits, MapLevels } from './map-levels.js';
import { openResumeStore } from './resume.js';
import type { SegmentStore } from './segment-store.js';
import { writeResults } from './write-results.js';

/** Maps a clip once and encodes all outputs of it. */
export async function writeClip(
  input: string,
  plan: ClipPlan,
  { dryRun, resume, onProgress }: Pick<OutputOptions, 'dryRun' | 'resume' | 'onProgress'>,
  outputsOf: (clip: Clip) => readonly ClipOutput[],
): Promise<ConvertResult> {
  const clip = await Clip.open(input, plan);
  try {
    const outputs = outputsOf(clip);
    const paths = outputs.map(({ job }) => job.output);
    if (dryRun) {
      const checked = await Promise.all(outputs.map(({ job }) => checkEncoder(job)));
      const encoding = outputs.map(({ job }) => [clip.binaries.ffmpeg.path, ...encoderArguments(job)]);
      const warnings = [...clip.warnings, ...checked.flat()];
      return { frames: 0, outputs: paths, commands: [clip.commandLine, ...encoding], warnings, damage: undefined };
    }
    const bits = outputs.some(({ job }) => job.pictures.format === 'gray16le') ? 16 : 8;
    const store = resume ? await openResumeStore(input, paths[0]!, clip, bits) : undefined;
    const encoders = await openEncoders(outputs);
    const sinks = encoders.map((encoder, i) => encoderSink(encoder, outputs[i]!.paint));
    const frames = await writeResults(mapsOf(clip, bits, store), sinks, onProgress && progressOf(clip, onProgress));
    await store?.remove();
    const commands = [clip.commandLine, ...encoders.map(({ commandLine }) => commandLine)];
    const warnings = [...clip.warnings, ...encoders.flatMap((encoder) => encoder.warnings)];
    return { frames, outputs: paths, commands, warnings, damage: clip.damage };
  } finally {
    await clip.close();
  }
}

/** The clip's maps, rounded to levels: the same ones for any number of jobs, and taken up again or not. */
async function* mapsOf(clip: Clip, bits: LevelBits, store: SegmentStore | undefined): AsyncGenerator<MapResult, void> {
  const jobs = Math.min(clip.plan.flags.jobs ?? defaultJobs(), clip.segments);
  if (jobs > 1 || store !== undefined) {
    yield* mapInSegments(clip, { jobs, bits, store });
    return;
  }
  const levels = new MapLevels(clip.size, bits);
  for await (const { index, time, map } of clip.map()) yield { index, time, map: levels.toMap(levels.of(map)) };
}

/** FFmpeg decodes and encodes on all cores: more than one model pays only where there are many. */
function defaultJobs(): number {
  return Math.max(1, Math.min(8, Math.floor(availableParallelism() / 4)));
}

/** Opens all encoders, or none. */
async function openEncoders(outputs: readonly ClipOutput[]): Promise<PictureEncoder[]> {
  const encoders: PictureEncoder[] = [];
  try {
    for (const { job } of outputs) encoders.push(await openEncoder(job));
    return encoders;
  } catch (error) {
    await Promise.allSettled(encoders.map((encoder) => encoder.abort()));
    throw error;
  }
}

function progressOf({ info, plan }: Clip, onProgress: (progress: Progress) => void) {
  const { start = 0, end = Number.POSITIVE_INFINITY } = plan;
  const last = Math.min(end, info.duration ?? Number.POSITIVE_INFINITY);
  const totalSeconds = last === Number.POSITIVE_INFINITY ? undefined : Math.max(0, last - start);
  let frames = 0;
  return ({ time }: MapResult) => {
    onProgress({ frames: ++frames, seconds: seconds(time) - info.startTime - start, totalSeconds });
  };
}
