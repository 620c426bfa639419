import type { Frame } from '../core/frame.js';
import type { EmitMap, FrameStats } from '../core/model.js';
import type { FrameResult, FrameSource } from '../core/stream.js';

/** A model as the pipeline sees it: in this thread (a `SaliencyModel`) or in another one (`startModel`). */
export interface FrameMapper {
  readonly latency: number;
  push(rgb: Uint8Array, emit: EmitMap): FrameStats | Promise<FrameStats>;
  flush(emit: EmitMap): void | Promise<void>;
}

interface Pending {
  readonly frame: Frame;
  stats: FrameStats | undefined;
  map: Float32Array | undefined;
}

/**
 * Pairs every frame of a clip with its saliency map: one result a frame, in order, each with its frame's own timestamp.
 *
 * A result is lent until the next one is asked for. Frames are taken from the source only as results are asked for, so
 * the slowest reader holds back the decoder; the source has to lend `model.latency + 1` frames at a time. However the
 * iteration ends, every frame goes back to its source.
 */
export async function* mapFrames(source: FrameSource, model: FrameMapper): AsyncGenerator<FrameResult, void> {
  const pending: Pending[] = [];
  const buffers: Float32Array[] = [];
  let finished = 0;
  const emit = (map: Float32Array) => {
    const entry = pending[finished++];
    if (entry === undefined) throw new RangeError('the model emitted more maps than it was given frames');
    entry.map = buffers.pop() ?? new Float32Array(map.length);
    entry.map.set(map);
  };

  async function* drain() {
    while (finished > 0) {
      const { frame, map, stats } = pending[0]!;
      const { index, time, width, height } = frame;
      yield { index, time, frame, map: { width, height, data: map! }, stats: stats! };
      buffers.push(map!);
      pending.shift();
      finished--;
      frame.release();
    }
  }

  try {
    for await (const frame of source) {
      const entry: Pending = { frame, stats: undefined, map: undefined };
      pending.push(entry);
      entry.stats = snapshot(await model.push(frame.data, emit));
      yield* drain();
    }
    await model.flush(emit);
    yield* drain();
    if (pending.length > 0) throw new RangeError(`the model kept ${pending.length} maps back`);
  } finally {
    for (const { frame } of pending) frame.release();
  }
}

/** A copy of stats that the model overwrites at the next push. */
function snapshot(stats: FrameStats): FrameStats {
  return { ...stats, milliseconds: { ...stats.milliseconds } };
}
