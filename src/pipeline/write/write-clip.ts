import { availableParallelism } from 'node:os';
import { Clip } from '../../clip/clip.js';
import type { ClipPlan } from '../../clip/clip-plan.js';
import { OptionError } from '../../core/errors.js';
import type { MapResult, Sink } from '../../core/stream.js';
import { mapInSegments } from '../../segments/map-in-segments.js';
import { type LevelBits, MapLevels } from '../../segments/map-levels.js';
import type { SegmentStore } from '../../segments/segment-store.js';
import { checkEncoder, encoderArguments, openEncoder } from '../../video/encode/encoder.js';
import type { PictureEncoder } from '../../video/encode/encoder-job.js';
import { checkOutputs } from './check-outputs.js';
import type { ClipOutput, PlannedOutput } from './clip-outputs.js';
import { progressOf } from './clip-progress.js';
import type { ConvertResult, OutputOptions } from './conversion.js';
import { encoderSink } from './encoder-sink.js';
import { openResumeStore } from './resume.js';
import type { Watch, Watcher } from './watcher.js';
import { writeResults } from './write-results.js';

/** How a clip is gone through, checked. */
type WriteOptions = Pick<OutputOptions, 'jobs' | 'force' | 'dryRun' | 'resume' | 'onProgress'>;

/**
 * Maps a clip once and encodes all outputs of it.
 *
 * @param watch - looks on; the clip is then mapped by one job.
 */
export async function writeClip(
  input: string,
  plan: ClipPlan,
  { jobs, force, dryRun, resume, onProgress }: WriteOptions,
  planned: readonly PlannedOutput[],
  watch?: Watch,
): Promise<ConvertResult> {
  if (watch !== undefined && resume) throw OptionError.of('resume', 'expected a run without an analysis');
  if (watch !== undefined && jobs !== undefined && jobs > 1) {
    throw OptionError.of('jobs', `expected 1 with an analysis, which sees the frames in their order, got ${jobs}`);
  }
  const paths = planned.map(({ output }) => output);
  if (resume && [input, paths[0]].includes('-')) {
    throw OptionError.of('resume', 'expected files as input and output, got -');
  }
  const needs = await checkOutputs({ input, videos: planned, texts: watch?.outputs ?? [], force });
  const clip = await Clip.open(input, plan, { mapped: !dryRun, needs });
  try {
    const outputs = planned.map((output) => output.open(clip));
    if (dryRun) {
      const checked = await Promise.all(outputs.map(({ job }) => checkEncoder(job)));
      const encoding = outputs.map(({ job }) => [clip.binaries.ffmpeg.path, ...encoderArguments(job)]);
      const warnings = [...clip.warnings, ...checked.flat()];
      return { frames: 0, outputs: paths, commands: [clip.commandLine, ...encoding], warnings, damage: undefined };
    }
    const bits = outputs.some(({ job }) => job.pictures.format === 'gray16le') ? 16 : 8;
    const store = resume ? await openResumeStore(paths[0]!, clip, bits) : undefined;
    const watcher = await watch?.open(clip);
    const results = watcher === undefined ? mapsOf(clip, bits, store, jobs) : watchedMaps(clip, bits, watcher);
    const maps = begin(results);
    // Its first frame is waited for longest: the decoder starts first.
    await Promise.race([clip.decoding, maps.begun]);
    const encoders = await openEncoders(outputs).catch(async (error) => {
      await results.return();
      await watcher?.abort();
      throw error;
    });
    const sinks = encoders.map((encoder, i) => encoderSink(encoder, outputs[i]!.paint));
    // The watcher was shown each map already, and ends with the others.
    if (watcher !== undefined) sinks.push({ ...endOf(watcher), write: async () => {} });
    const frames = await writeResults(maps, sinks, progressOf(clip, onProgress));
    await store?.remove();
    const commands = [clip.commandLine, ...encoders.map(({ commandLine }) => commandLine)];
    const warnings = [
      ...[...clip.warnings, ...encoders.flatMap((encoder) => encoder.warnings)],
      ...(watcher?.warnings ?? []),
    ];
    const written = [...paths, ...(watch?.outputs ?? [])];
    return { frames, outputs: written, commands, warnings, damage: clip.damage };
  } finally {
    await clip.close();
  }
}

/** Asks for the first result at once, so that what leads to it runs while the encoders start. */
function begin<T>(
  results: AsyncGenerator<T, void>,
): AsyncIterableIterator<T, void> & { readonly begun: Promise<void> } {
  let first: Promise<IteratorResult<T, void>> | undefined = results.next();
  return {
    // Settles with the first result, whatever it is. Nobody reads that when an encoder does not start.
    begun: first.then(
      () => {},
      () => {},
    ),
    next() {
      const next = first ?? results.next();
      first = undefined;
      return next;
    },
    return: () => results.return(),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** The clip's maps, rounded to levels: the same ones for any number of jobs, and taken up again or not. */
function mapsOf(
  clip: Clip,
  bits: LevelBits,
  store: SegmentStore | undefined,
  wanted = defaultJobs(),
): AsyncGenerator<MapResult, void> {
  const jobs = Math.min(wanted, clip.segments);
  if (jobs > 1 || store !== undefined) return mapInSegments(clip, { jobs, bits, store });
  return rounded(clip.map(), clip, bits);
}

/** The same maps, each shown to the watcher first. */
function watchedMaps(clip: Clip, bits: LevelBits, watcher: Watcher): AsyncGenerator<MapResult, void> {
  async function* watched() {
    for await (const result of clip.map()) {
      await watcher.write(result);
      yield result;
    }
  }
  return rounded(watched(), clip, bits);
}

/** Maps as they come back from levels. Outputs of 8 bits round to those very levels themselves. */
function rounded(
  results: AsyncGenerator<MapResult, void>,
  { size }: Clip,
  bits: LevelBits,
): AsyncGenerator<MapResult, void> {
  async function* throughLevels() {
    const levels = new MapLevels(size, bits);
    for await (const { index, time, map } of results) yield { index, time, map: levels.toMap(levels.of(map)) };
  }
  return bits === 8 ? results : throughLevels();
}

function endOf(sink: Sink): Pick<Sink, 'finish' | 'commit' | 'abort'> {
  return { finish: () => sink.finish(), commit: () => sink.commit(), abort: () => sink.abort() };
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
