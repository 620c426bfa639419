import { InputError } from '../../core/errors.js';
import { type Rational, seconds } from '../../core/frame.js';
import type { RgbPicture } from '../../core/picture.js';
import { rescale } from '../../core/rational.js';
import type { FrameResult, StreamInfo } from '../../core/stream.js';
import { MapMeasurer, type Measurement } from '../measure/measure.js';
import { PictureGeometry } from '../measure/picture-geometry.js';
import { StillMeasurer } from '../measure/still-measure.js';
import type { ClipRecord, FrameRecord, Point, ShotRecord, SummaryRecord } from '../record/analysis.js';
import { ClipClock, timelineRate } from './clip-clock.js';
import { type QuietZoneOptions, QuietZones } from './quiet-zones.js';
import { RegionTracks } from './region-tracks.js';
import { ShotMeasurer } from './shot-measurer.js';
import { stillCount } from './still-count.js';
import { ClipStills, type StillSnapshot } from './stills.js';

/** A clip as the analyzer has to know it: its stream and three facts of its file. A `VideoInfo` has them all. */
export interface AnalyzedClip extends Omit<StreamInfo, 'startTime' | 'duration'> {
  /** Path or name of the clip; `-` is told as standard input. */
  readonly path: string;
  readonly hasAudio: boolean;
  readonly startTimecode?: string | undefined;
}

/** What the caller decides and knows of an analysis beyond the clip itself. */
export interface AnalyzerOptions {
  /** Name of the model that made the maps. */
  readonly model: string;
  /** Timestamp of the clip's very first frame, where the analysis starts later. Default: that of the first frame pushed. */
  readonly startPts?: number | undefined;
  /** Stills to choose over the clip. Default 5. */
  readonly stills?: number;
  /** Asks for `quietZones` of every shot. */
  readonly quietZones?: QuietZoneOptions | undefined;
  /** Keeps the picture and the map of every shot's best still for `takeSnapshots`. Default false. */
  readonly snapshots?: boolean;
}

/**
 * Turns the results of a pass into records, frame by frame, in bounded memory: frames are handed out as they come, and
 * only shots are kept.
 */
export class ClipAnalyzer {
  readonly #info: AnalyzedClip;
  readonly #options: AnalyzerOptions;
  readonly #rate: Rational;
  readonly #geometry: PictureGeometry;
  readonly #tracks: RegionTracks;
  readonly #stills = new ClipStills();
  readonly #shots: ShotRecord[] = [];
  #snapshots: StillSnapshot[] = [];
  #state: Started | undefined;

  constructor(info: AnalyzedClip, options: AnalyzerOptions) {
    this.#info = info;
    this.#options = options;
    this.#rate = timelineRate(info.frameRate, info.averageFrameRate);
    this.#geometry = new PictureGeometry(info);
    this.#tracks = new RegionTracks(this.#geometry);
  }

  /**
   * Measures the next frame. The record is the caller's.
   *
   * @param result - read during the call only.
   */
  push(result: Omit<FrameResult, 'stats'> & { readonly stats: { readonly cut: boolean } }): FrameRecord {
    this.#state ??= this.#start(result);
    const state = this.#state;
    const { pts } = result.time;
    const timelineFrame = state.clock.frameAt(pts);
    const timecode = state.clock.timecode(timelineFrame);
    state.variableRate ||= timelineFrame - state.frames !== state.firstTimelineFrame;

    const opensShot = state.frames === 0 || result.stats.cut;
    if (opensShot) {
      if (state.frames > 0) this.#closeShot(state, pts, timecode);
      this.#tracks.reset();
    }
    const measured = state.measurer.measure(result.map.data);
    const frame = this.#record(result, measured, timecode, opensShot);
    const snapshot = this.#options.snapshots ? () => snapshotOf(result) : undefined;
    state.shot.push(frame, state.stillMeasurer.measure(result.frame.data, result.map.data), snapshot);
    state.quietZones?.push(result.map.data, measured.threshold);
    state.frames++;
    state.last = frame;
    return frame;
  }

  /**
   * Ends the clip.
   *
   * @throws {InputError} when there was no frame.
   */
  finish(): { readonly shots: readonly ShotRecord[]; readonly summary: SummaryRecord } {
    const state = this.#state;
    if (state === undefined) throw new InputError(`${this.#info.path}: no frame to analyze`);
    const { clock, last } = state;
    const endPts =
      last!.pts + Math.max(1, rescale(1, { num: this.#rate.den, den: this.#rate.num }, this.#info.timeBase));
    this.#closeShot(state, endPts, clock.timecode(clock.frameAt(last!.pts) + 1));
    const startPts = this.#shots[0]!.startPts;
    return {
      shots: this.#shots,
      summary: {
        frames: state.frames,
        duration: seconds({ pts: endPts - startPts, timeBase: this.#info.timeBase }),
        variableRate: state.variableRate,
        stills: this.#stills.choose(this.#options.stills ?? stillCount.default),
      },
    };
  }

  /** The best stills of the shots that ended since the last call, in order; the caller's. */
  takeSnapshots(): StillSnapshot[] {
    const taken = this.#snapshots;
    this.#snapshots = [];
    return taken;
  }

  /**
   * What is known of the clip; complete from the first `push` on.
   *
   * @throws {InputError} before that.
   */
  get clip(): ClipRecord {
    if (this.#state === undefined) throw new InputError(`${this.#info.path}: no frame to analyze`);
    const { path, width, height, sampleAspect, timeBase, hasAudio } = this.#info;
    const { clock, startPts } = this.#state;
    return {
      name: path === '-' ? 'standard input' : fileName(path),
      path,
      width,
      height,
      sampleAspect,
      timeBase,
      startPts,
      rate: this.#rate,
      dropFrame: clock.format.dropFrame,
      startTimecode: clock.timecode(0),
      hasAudio,
      model: this.#options.model,
    };
  }

  #start({ time, map }: Pick<FrameResult, 'time' | 'map'>): Started {
    const startPts = this.#options.startPts ?? time.pts;
    const { timeBase, startTimecode } = this.#info;
    const clock = new ClipClock({ timeBase, startPts, rate: this.#rate, startTimecode });
    const { quietZones } = this.#options;
    return {
      startPts,
      clock,
      firstTimelineFrame: clock.frameAt(time.pts),
      measurer: new MapMeasurer(map),
      stillMeasurer: new StillMeasurer(map),
      quietZones: quietZones === undefined ? undefined : new QuietZones(map, quietZones),
      shot: new ShotMeasurer(this.#geometry),
      frames: 0,
      variableRate: false,
      last: undefined,
    };
  }

  #record(
    { index, time }: Pick<FrameResult, 'index' | 'time'>,
    measured: Measurement,
    timecode: string,
    opensShot: boolean,
  ): FrameRecord {
    const { threshold: _, regions: measuredRegions, ...figures } = measured;
    const regions = this.#tracks.follow(measuredRegions);
    const attention: Point | null = regions[0]?.centroid ?? null;
    const before = opensShot ? null : this.#state!.last!.attention;
    return {
      index,
      pts: time.pts,
      seconds: seconds(time),
      timecode,
      shot: this.#shots.length,
      ...figures,
      attention,
      moved: attention === null || before === null ? 0 : this.#geometry.distance(before, attention),
      regions,
    };
  }

  #closeShot(state: Started, endPts: number, endTimecode: string): void {
    const { shot, stills } = state.shot.finish({
      index: this.#shots.length,
      endPts,
      endTimecode,
      timeBase: this.#info.timeBase,
    });
    this.#stills.add(stills, shot.duration);
    const { snapshot } = stills[0]!;
    if (snapshot !== undefined) this.#snapshots.push(snapshot);
    this.#shots.push(state.quietZones === undefined ? shot : { ...shot, quietZones: state.quietZones.finish() });
  }
}

function snapshotOf({ frame, map }: Pick<FrameResult, 'map'> & { readonly frame: RgbPicture }): StillSnapshot {
  const { width, height } = frame;
  return {
    picture: { width, height, data: frame.data.slice() },
    map: { width: map.width, height: map.height, data: map.data.slice() },
  };
}

/** A backslash separates folders on Windows paths only. */
function fileName(path: string): string {
  return path.replace(/^([A-Za-z]:[\\/]|\\\\)/.test(path) ? /^.*[\\/]/s : /^.*\//s, '');
}

/** What exists from the first frame on. */
interface Started {
  readonly startPts: number;
  readonly clock: ClipClock;
  readonly firstTimelineFrame: number;
  readonly measurer: MapMeasurer;
  readonly stillMeasurer: StillMeasurer;
  readonly quietZones: QuietZones | undefined;
  readonly shot: ShotMeasurer;
  frames: number;
  variableRate: boolean;
  last: FrameRecord | undefined;
}
