import { Clip } from '../../clip/clip.js';
import type { ClipPlan } from '../../clip/clip-plan.js';
import { OptionError, type PartialInputError } from '../../core/errors.js';
import { MapLevels } from '../../segments/map-levels.js';
import type { MeasuredMap } from '../../segments/measured-map.js';
import { checkEncoder, encoderArguments } from '../../video/encode/encoder.js';
import { checkOutputs } from './check-outputs.js';
import type { PlannedOutput } from './clip-outputs.js';
import { progressOf } from './clip-progress.js';
import type { ConvertResult, OutputOptions } from './conversion.js';
import { openEncoderSink } from './encoder-sink.js';
import { measuredMaps } from './measured-maps.js';
import { openAll } from './open-all.js';
import type { PlannedSink } from './planned-sink.js';
import { openResumeStore } from './resume.js';
import { writeResults } from './write-results.js';

/** How a clip is gone through, checked. */
type WriteOptions = Pick<OutputOptions, 'jobs' | 'force' | 'dryRun' | 'resume' | 'onProgress'>;

/**
 * Maps a clip once and writes all that is made of it: videos of the maps, and what another sink makes of the maps and of
 * what was measured.
 */
export async function writeClip(
  input: string,
  plan: ClipPlan,
  { jobs, force, dryRun, resume, onProgress }: WriteOptions,
  planned: readonly PlannedOutput[],
  other?: PlannedSink,
): Promise<ConvertResult> {
  const { videos = [], files = [], folders = [], gaze = false } = other ?? {};
  const all = { input, videos: [...planned, ...videos], files, folders, force };
  const paths = [...all.videos.map(({ output }) => output), ...files, ...folders.map(({ path }) => path)];
  if (resume && [input, paths[0]].includes('-')) {
    throw OptionError.of('resume', 'expected files as input and output, got -');
  }
  const needs = await checkOutputs(all);
  const clip = await Clip.open(input, plan, { mapped: !dryRun, gaze, needs });
  try {
    const outputs = planned.map((output) => output.open(clip));
    if (dryRun) {
      const checked = await Promise.all(outputs.map(({ job }) => checkEncoder(job)));
      const encoding = outputs.map(({ job }) => [clip.binaries.ffmpeg.path, ...encoderArguments(job)]);
      const warnings = [...clip.warnings, ...checked.flat()];
      return { frames: 0, outputs: paths, commands: [clip.commandLine, ...encoding], warnings, damage: undefined };
    }
    const bits = outputs.some(({ job }) => job.pictures.format === 'gray16le') ? 16 : 8;
    // Outputs of 8 bits round to those very levels themselves.
    const levels = bits === 8 ? undefined : new MapLevels(clip.size, bits);
    const measures = other?.measures(clip);
    const store = resume ? await openResumeStore(paths[0]!, clip, bits, measures) : undefined;
    const openers = outputs.map((output) => () => openEncoderSink(output, levels));
    if (other !== undefined) openers.push(() => other.open(clip));
    const openSinks = async (begun: Promise<unknown>) => {
      // The first frame is waited for longest: the decoder starts first.
      await Promise.race([clip.decoding, begun]);
      return openAll(openers);
    };
    const tell = progressOf(clip, onProgress);
    let damage: PartialInputError | undefined;
    const { count, sinks } = await writeResults(
      measuredMaps(clip, { jobs, bits, measures, store }),
      openSinks,
      (result: MeasuredMap) => {
        damage ??= result.damage;
        if (plan.flags.strict && damage !== undefined) throw damage;
        tell?.(result);
      },
    );
    await store?.remove();
    return {
      frames: count,
      outputs: paths,
      commands: [clip.commandLine, ...sinks.flatMap(({ commandLines }) => commandLines ?? [])],
      warnings: [...clip.warnings, ...(store?.warnings ?? []), ...sinks.flatMap(({ warnings }) => warnings ?? [])],
      damage: damage ?? clip.damage,
      ...(store && { resumed: { folder: store.folder, taken: store.taken, segments: clip.segments } }),
    };
  } finally {
    await clip.close();
  }
}
