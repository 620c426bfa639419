import { Clip } from '../../clip/clip.js';
import type { ClipPlan } from '../../clip/clip-plan.js';
import { OptionError, PartialInputError } from '../../core/errors.js';
import type { OptionValues } from '../../core/options.js';
import { QueueSegments } from '../../queue/queue-segments.js';
import { MapLevels } from '../../segments/map-levels.js';
import type { MeasuredMap } from '../../segments/measured-map.js';
import { checkEncoder, encoderArguments } from '../../video/encode/encoder.js';
import { orderOf } from '../machines/order-of-clip.js';
import { planning } from '../machines/planning.js';
import { version } from '../version.js';
import { checkOutputs } from './check-outputs.js';
import type { PlannedOutput } from './clip-outputs.js';
import { progressOf } from './clip-progress.js';
import type { ConvertResult, OutputOptions } from './conversion.js';
import { openEncoderSink } from './encoder-sink.js';
import { measuredMaps } from './measured-maps.js';
import { openAll } from './open-all.js';
import type { passOptions } from './pass-options.js';
import type { PlannedSink } from './planned-sink.js';
import { openResumeStore } from './resume.js';
import { writeResults } from './write-results.js';

/** How a clip is gone through, checked. */
type WriteOptions = OptionValues<typeof passOptions> & Pick<OutputOptions, 'dryRun' | 'onProgress'>;

/**
 * Maps a clip once and writes all that is made of it: videos of the maps, and what another sink makes of the maps and of
 * what was measured.
 */
export async function writeClip(
  input: string,
  plan: ClipPlan,
  { jobs, force, dryRun, resume, onProgress, ...place }: WriteOptions,
  planned: readonly PlannedOutput[],
  other?: PlannedSink,
): Promise<ConvertResult> {
  const { videos = [], files = [], folders = [], gaze = false } = other ?? {};
  const all = { input, videos: [...planned, ...videos], files, folders, force };
  const paths = [...all.videos.map(({ output }) => output), ...files, ...folders.map(({ path }) => path)];
  if (resume && [input, paths[0]].includes('-')) {
    throw OptionError.of('resume', 'expected files as input and output, got -');
  }
  if (place.queue !== undefined && input === '-') throw OptionError.of('queue', 'expected a file as input, got -');
  if (place.queue !== undefined && resume)
    throw OptionError.of('resume', 'expected no queue, whose store keeps segments');
  const needs = await checkOutputs(all);
  const elsewhere = dryRun ? undefined : await QueueSegments.connect(place, version);
  let clip: Clip | undefined;
  try {
    clip = await Clip.open(input, plan, { mapped: !dryRun, gaze, needs });
    return await write(clip);
  } finally {
    await Promise.all([clip?.close(), elsewhere?.close({ keep: plan.signal?.aborted ?? false })]);
  }

  async function write(clip: Clip): Promise<ConvertResult> {
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
    if (elsewhere !== undefined) {
      const order = await orderOf(clip, bits, measures);
      const plans = planning.getStore();
      if (plans !== undefined) {
        plans({ work: await elsewhere.place(order), segments: order.segments });
        return { frames: 0, outputs: paths, commands: [], warnings: clip.warnings, damage: undefined };
      }
      const { strict } = plan.flags;
      await elsewhere.begin(order, { label: clip.info.name, strict, signal: clip.plan.signal });
    }
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
      measuredMaps(clip, { jobs, bits, measures, store, elsewhere }),
      openSinks,
      (result: MeasuredMap) => {
        damage ??= result.damage;
        if (plan.flags.strict && damage !== undefined) throw damage;
        tell?.(result);
      },
    );
    await store?.remove();
    damage ??= clip.damage ?? damageOf(elsewhere);
    await elsewhere?.close();
    return {
      frames: count,
      outputs: paths,
      commands: [clip.commandLine, ...sinks.flatMap(({ commandLines }) => commandLines ?? [])],
      warnings: [
        ...new Set([...clip.warnings, ...(elsewhere?.warnings ?? [])]),
        ...(store?.warnings ?? []),
        ...sinks.flatMap(({ warnings }) => warnings ?? []),
      ],
      damage,
      ...(store && { resumed: { folder: store.folder, taken: store.taken, segments: clip.segments } }),
    };
  }
}

/** Damage of segments without a frame, which others met. */
function damageOf(elsewhere: QueueSegments | undefined): PartialInputError | undefined {
  const { damage } = elsewhere ?? {};
  return damage && new PartialInputError(damage.message, damage.decoded, damage.expected);
}
