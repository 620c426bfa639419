import { type Frame, seconds } from '../core/frame.js';
import { requireLength } from '../core/require-length.js';
import type { FrameResult } from '../core/stream.js';
import type { FrameMapper } from './frame-mapper.js';
import { type PendingFrame, SegmentRun } from './segment-run.js';
import { type Segmentation, segmentAt, unsegmented } from './segmentation.js';

/** Chooses which frames get a map. */
export interface MapFramesOptions {
  readonly segmentation?: Segmentation;
  /** First segment to map; frames before it only lead into it. */
  readonly from?: number;
  /** Segment to stop before; frames behind are only looked ahead at. */
  readonly to?: number;
}

/**
 * Pairs the frames of a clip with their saliency maps: one result a frame, in order, with its frame's own timestamp.
 *
 * Each segment is mapped by a model of its own, fed from the lead-in before the segment to the look-ahead behind it, so
 * that its maps are the same whether the clip is read from the start or from the lead-in.
 *
 * A result is lent until the next one is asked for. Frames are taken from the source only as results are asked for, so
 * the slowest reader holds back the decoder; the source has to lend `latency + 1` frames at a time. However the
 * iteration ends, every frame goes back to its source.
 *
 * @param createModel - called once, and again when segments overlap; models are reused after a reset.
 */
export async function* mapFrames(
  source: AsyncIterable<Frame>,
  createModel: () => FrameMapper | Promise<FrameMapper>,
  { segmentation = unsegmented, from = 0, to = Number.POSITIVE_INFINITY }: MapFramesOptions = {},
): AsyncGenerator<FrameResult, void> {
  const idle: FrameMapper[] = [];
  const buffers: Float32Array[] = [];
  const pending: PendingFrame[] = [];
  let runs: SegmentRun[] = [];
  let ahead = Number.NEGATIVE_INFINITY;

  const copyOf = (map: Float32Array) => {
    const copy = buffers.pop() ?? new Float32Array(map.length);
    copy.set(map);
    return copy;
  };
  const keep = (entry: PendingFrame, map: Float32Array, gaze: Float32Array | undefined) => {
    const { width, height } = entry.frame;
    const values = `values in a map of ${width}×${height} pixels`;
    requireLength('createModel', map, width * height, values);
    if (gaze !== undefined) requireLength('createModel', gaze, width * height, values);
    entry.map = copyOf(map);
    entry.gaze = gaze && copyOf(gaze);
  };

  /**
   * Ends the runs that have all their maps, and begins those of the segments that `time` is in and leads into.
   *
   * Where a lead-in begins, the runs under way divide their frames anew: as the run that begins there does, so that its
   * segment continues theirs without a seam.
   */
  async function arrangeRuns(segment: number, time: number): Promise<void> {
    const next = segmentAt(segmentation, time + segmentation.leadIn);
    if (runs.length === 1 && runs[0]!.segment === segment && next === ahead) return;
    for (const run of runs.filter((run) => run.segment < segment && !run.waiting)) {
      await run.model.reset();
      idle.push(run.model);
      runs = runs.filter((other) => other !== run);
    }
    if (next > ahead) for (const run of runs) await run.model.reseed();
    ahead = next;
    for (let begun = Math.max(segment, from); begun <= ahead && begun < to; begun++) {
      if (runs.some((run) => run.segment === begun)) continue;
      runs.push(new SegmentRun(begun, idle.pop() ?? (await createModel()), keep));
    }
  }

  /** Gives the oldest frame that has its map, if that is next. */
  function oldest(): FrameResult | undefined {
    if (pending[0]?.map === undefined) return undefined;
    const { frame, map, gaze, stats, confidence } = pending[0];
    const { index, time, width, height } = frame;
    return {
      index,
      time,
      frame,
      map: { width, height, data: map },
      ...(gaze && { gaze: { width, height, data: gaze } }),
      stats: confidence === undefined ? stats! : { ...stats!, confidence },
    };
  }

  function letGoOfOldest(): void {
    const { frame, map, gaze } = pending.shift()!;
    buffers.push(map!);
    if (gaze !== undefined) buffers.push(gaze);
    frame.release();
  }

  try {
    for await (const frame of source) {
      const time = seconds(frame.time);
      const segment = segmentAt(segmentation, time);
      const entry: PendingFrame = {
        frame,
        segment,
        stats: undefined,
        map: undefined,
        gaze: undefined,
        confidence: undefined,
      };
      pending.push(entry);
      await arrangeRuns(segment, time);
      if (runs.length === 1) await runs[0]!.push(entry);
      else await Promise.all(runs.map((run) => run.push(entry)));
      if (segment < from || segment >= to) {
        pending.pop();
        frame.release();
      }
      for (let result = oldest(); result; result = oldest()) {
        yield result;
        letGoOfOldest();
      }
      if (segment >= to && runs.every((run) => !run.waiting)) return;
    }
    for (const run of runs) await run.flush();
    for (let result = oldest(); result; result = oldest()) {
      yield result;
      letGoOfOldest();
    }
  } finally {
    for (const { frame } of pending) frame.release();
  }
}
