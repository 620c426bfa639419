import { seconds } from '../core/frame.js';
import type { FrameResult } from '../core/stream.js';
import { checkEncoder, encoderArguments, openEncoder } from '../video/encoder.js';
import type { PictureEncoder } from '../video/encoder-job.js';
import { Clip, type ClipPlan } from './clip.js';
import type { ClipOutput } from './clip-outputs.js';
import type { ConvertResult, OutputOptions, Progress } from './conversion.js';
import { encoderSink } from './encoder-sink.js';
import { writeResults } from './write-results.js';

/** Maps a clip once and encodes all outputs of it. */
export async function writeClip(
  input: string,
  plan: ClipPlan,
  { dryRun, onProgress }: Pick<OutputOptions, 'dryRun' | 'onProgress'>,
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
    const encoders = await openEncoders(outputs);
    const sinks = encoders.map((encoder, i) => encoderSink(encoder, outputs[i]!.paint));
    const frames = await writeResults(clip.map(), sinks, onProgress && progressOf(clip, onProgress));
    const commands = [clip.commandLine, ...encoders.map(({ commandLine }) => commandLine)];
    const warnings = [...clip.warnings, ...encoders.flatMap((encoder) => encoder.warnings)];
    return { frames, outputs: paths, commands, warnings, damage: clip.damage };
  } finally {
    await clip.close();
  }
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
  return ({ time }: FrameResult) => {
    onProgress({ frames: ++frames, seconds: seconds(time) - info.startTime - start, totalSeconds });
  };
}
