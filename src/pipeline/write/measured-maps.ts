import { availableParallelism } from 'node:os';
import { FrameMeasurer, type MeasureRequest } from '../../analysis/measure/frame-measurer.js';
import type { Clip } from '../../clip/clip.js';
import { ClipSegments, type SegmentTask } from '../../segments/clip-segments.js';
import { mapInSegments } from '../../segments/map-in-segments.js';
import type { LevelBits } from '../../segments/map-levels.js';
import type { MeasuredMap } from '../../segments/measured-map.js';
import type { SegmentSource } from '../../segments/segment-source.js';
import type { SegmentStore } from '../../segments/segment-store.js';
import { StoredSegments } from '../../segments/stored-segments.js';

/** The maps of a clip are made in this way. */
export interface MappingWork {
  /** Segments that are mapped at a time. Default: as many as this machine has use for. */
  readonly jobs?: number | undefined;
  /** Levels that maps are rounded to where they wait for their turn. Default 8. */
  readonly bits?: LevelBits;
  /** Each frame is measured with this request; undefined where maps are enough. */
  readonly measures?: MeasureRequest | undefined;
  /** The store keeps finished segments, and gives those of an earlier run. */
  readonly store?: SegmentStore | undefined;
  /** Segments that are mapped elsewhere, in place of this machine. */
  readonly elsewhere?: SegmentSource | undefined;
}

/**
 * Gives the maps of a clip in order, each with what was measured of its frame; one is lent until the next is asked for.
 *
 * Frames are measured where they are mapped, and maps before they are rounded: measurements are the same for any number
 * of jobs. Maps are those of the model where one job reads the clip from end to end, else they are rounded already: who
 * needs the same ones rounds them.
 */
export function measuredMaps(
  clip: Clip,
  { jobs = defaultJobs(), bits = 8, measures, store, elsewhere }: MappingWork,
): AsyncGenerator<MeasuredMap, void> {
  const { size, segments } = clip;
  const measurer = measures && new FrameMeasurer(size, measures);
  const measure: SegmentTask['measure'] =
    measurer && (({ frame, map, gaze }) => measurer.measureFrame(frame.data, map, gaze));
  // What is mapped elsewhere is only fetched here, the next one while one is used.
  const atATime = Math.min(elsewhere === undefined ? jobs : 2, segments);
  if (atATime === 1 && store === undefined && elsewhere === undefined) return fromEndToEnd(clip, measure);
  const threads = new ClipSegments(clip, { bits, measure });
  const source = elsewhere ?? (store === undefined ? threads : new StoredSegments(store, threads));
  return mapInSegments(source, {
    size,
    segments,
    jobs: atATime,
    bits,
    readOn: (segment) => threads.readOn(segment),
  });
}

/** One decoder and one model at a time, and no map waits: nothing is gained by segments. */
async function* fromEndToEnd(clip: Clip, measure: SegmentTask['measure']): AsyncGenerator<MeasuredMap, void> {
  for await (const result of clip.map()) {
    const { index, time, map, stats } = result;
    const { cut, confidence } = stats;
    yield { index, time, map, cut, confidence, measured: measure?.(result) };
  }
}

/** FFmpeg decodes and encodes on all cores: more than one model pays only where there are many. */
function defaultJobs(): number {
  return Math.max(1, Math.min(8, Math.floor(availableParallelism() / 4)));
}
