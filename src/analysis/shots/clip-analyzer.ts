import { InputError } from '../../core/errors.js';
import { type Rational, seconds, type Timestamp } from '../../core/frame.js';
import { rescale } from '../../core/rational.js';
import type { StreamInfo } from '../../core/stream.js';
import type { FrameMeasurement, MeasureRequest } from '../measure/frame-measurer.js';
import type { Measurement } from '../measure/measure.js';
import { PictureGeometry } from '../measure/picture-geometry.js';
import type { ClipRecord, FrameRecord, GazeRecord, Point, ShotRecord, SummaryRecord } from '../record/analysis.js';
import { ClipClock, timelineRate } from './clip-clock.js';
import { type QuietZoneOptions, QuietZones } from './quiet-zones.js';
import { RegionTracks } from './region-tracks.js';
import { ShotMeasurer } from './shot-measurer.js';
import { stillCount } from './still-count.js';
import { ClipStills } from './stills.js';
import { Transitions } from './transitions.js';

/** A clip as the analyzer has to know it: its stream and three facts of its file. A `VideoInfo` has them all. */
export interface AnalyzedClip extends Omit<StreamInfo, 'startTime' | 'duration'> {
  /** Path or name of the clip; `-` is told as standard input. */
  readonly path: string;
  readonly hasAudio: boolean;
  /** Default: 2 where there is sound. */
  readonly audioChannels?: number | undefined;
  readonly startTimecode?: string | undefined;
}

/** What the caller decides and knows of an analysis beyond the clip itself. */
export interface AnalyzerOptions {
  /** Name of the model that made the maps. */
  readonly model: string;
  /** Timestamp of the clip's very first frame, where the analysis starts later. Default: that of the first frame pushed. */
  readonly startPts?: number | undefined;
  /** Stills to choose over the clip. Default 5. */
  readonly stills?: number | undefined;
  /** Whether where eyes rest is measured beside the subject. Default false. */
  readonly gaze?: boolean | undefined;
  /** Seconds that a shot lasts at least: a cut that follows the last one sooner is not taken as one. Default 0. */
  readonly minShot?: number | undefined;
  /** Asks for `quietZones` of every shot. */
  readonly quietZones?: QuietZoneOptions | undefined;
}

/** One frame of a clip with what was measured of it, wherever that was. */
export interface MeasuredFrame {
  /** Position in the decoded sequence, from 0. */
  readonly index: number;
  readonly time: Timestamp;
  /** True where the frame starts a new shot. */
  readonly cut: boolean;
  /** The figures that the analyzer's `measures` ask for. */
  readonly measured?: FrameMeasurement | undefined;
}

/**
 * Adds up what was measured of the frames of a clip, in their order: identities of regions, shots, stills, timecodes.
 * Memory is bounded: records of frames are handed out as they come, and only shots are kept.
 */
export class ClipAnalyzer {
  /** Every frame has to be measured with this request. */
  readonly measures: MeasureRequest;
  readonly #info: AnalyzedClip;
  readonly #options: AnalyzerOptions;
  readonly #rate: Rational;
  readonly #geometry: PictureGeometry;
  readonly #tracks: RegionTracks;
  readonly #gazeTracks: RegionTracks;
  readonly #stills = new ClipStills();
  readonly #shots: ShotRecord[] = [];
  readonly #transitions = new Transitions();
  #levels: Uint8Array[] = [];
  #state: Started | undefined;

  constructor(info: AnalyzedClip, options: AnalyzerOptions) {
    this.#info = info;
    this.#options = options;
    this.measures = { loudCells: options.quietZones !== undefined, gaze: options.gaze === true };
    this.#rate = timelineRate(info.frameRate, info.averageFrameRate);
    this.#geometry = new PictureGeometry(info);
    this.#tracks = new RegionTracks(this.#geometry);
    this.#gazeTracks = new RegionTracks(this.#geometry);
  }

  /**
   * Adds the next frame. The record is the caller's.
   *
   * @param copyLevels - copies the gray levels of the frame's map, should it be kept for {@link takeLevels}.
   */
  push(result: MeasuredFrame, copyLevels?: () => Uint8Array): FrameRecord {
    const { measured } = result;
    if (measured === undefined) throw new TypeError('the frame was not measured');
    this.#state ??= this.#start(result.time, measured);
    const state = this.#state;
    const { pts } = result.time;
    const timelineFrame = state.clock.frameAt(pts);
    const timecode = state.clock.timecode(timelineFrame);
    state.variableRate ||= timelineFrame - state.frames !== state.firstTimelineFrame;

    const opensShot = state.frames === 0 || (result.cut && this.#isLongEnough(state, result.time));
    if (opensShot) state.shotStart = seconds(result.time);
    if (opensShot) {
      if (state.frames > 0) this.#closeShot(state, pts, timecode);
      this.#tracks.reset();
      this.#gazeTracks.reset();
    }
    const frame = this.#record(result, measured, timecode, opensShot);
    const { still, loud } = measured;
    state.shot.push(frame, still, copyLevels);
    this.#transitions.push(frame, still.signature, opensShot && state.frames > 0);
    if (loud !== undefined) state.quietZones?.push(loud);
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
        transitions: this.#transitions.finish(),
      },
    };
  }

  /** The maps of the best stills of the shots that ended since the last call, in order, as they were copied. */
  takeLevels(): Uint8Array[] {
    const taken = this.#levels;
    this.#levels = [];
    return taken;
  }

  /**
   * What is known of the clip; complete from the first `push` on.
   *
   * @throws {InputError} before that.
   */
  get clip(): ClipRecord {
    if (this.#state === undefined) throw new InputError(`${this.#info.path}: no frame to analyze`);
    const { path, width, height, sampleAspect, timeBase, hasAudio, audioChannels = 2 } = this.#info;
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
      audioChannels: hasAudio ? audioChannels : 0,
      model: this.#options.model,
    };
  }

  #start(time: Timestamp, { loud }: FrameMeasurement): Started {
    const startPts = this.#options.startPts ?? time.pts;
    const { timeBase, startTimecode } = this.#info;
    const clock = new ClipClock({ timeBase, startPts, rate: this.#rate, startTimecode });
    const { quietZones } = this.#options;
    if (quietZones !== undefined && loud === undefined)
      throw new TypeError('the loud cells of the frame were not measured');
    return {
      startPts,
      clock,
      firstTimelineFrame: clock.frameAt(time.pts),
      quietZones: quietZones && loud && new QuietZones(loud, quietZones),
      shot: new ShotMeasurer(this.#geometry),
      shotStart: seconds(time),
      frames: 0,
      variableRate: false,
      last: undefined,
    };
  }

  #record(
    { index, time }: Pick<MeasuredFrame, 'index' | 'time'>,
    { map, gaze: measuredGaze }: FrameMeasurement,
    timecode: string,
    opensShot: boolean,
  ): FrameRecord {
    const { threshold: _, regions: measuredRegions, ...figures } = map;
    const regions = this.#tracks.follow(measuredRegions);
    const subject: Point | null = regions[0]?.centroid ?? null;
    const gaze = measuredGaze && this.#gazeOf(measuredGaze);
    const attention = gaze === undefined ? subject : (gaze.regions[0]?.centroid ?? null);
    const before = opensShot ? null : this.#state!.last!.attention;
    return {
      index,
      pts: time.pts,
      seconds: seconds(time),
      timecode,
      shot: this.#shots.length,
      ...figures,
      subject,
      attention,
      moved: attention === null || before === null ? 0 : this.#geometry.distance(before, attention),
      regions,
      ...(gaze && { gaze }),
    };
  }

  #gazeOf({ peak, spread, coverage, confidence, regions }: Measurement): GazeRecord {
    return { peak, spread, coverage, confidence, regions: this.#gazeTracks.follow(regions) };
  }

  /** Tells whether the shot under way has lasted as long as a shot must, at the time of a cut. */
  #isLongEnough({ shotStart }: Started, time: Timestamp): boolean {
    const { minShot = 0 } = this.#options;
    // Timestamps of containers are rounded to milliseconds.
    return seconds(time) - shotStart >= minShot - 1e-3;
  }

  #closeShot(state: Started, endPts: number, endTimecode: string): void {
    const { shot, stills } = state.shot.finish({
      index: this.#shots.length,
      endPts,
      endTimecode,
      timeBase: this.#info.timeBase,
    });
    this.#stills.add(stills, shot.duration);
    const { levels } = stills[0]!;
    if (levels !== undefined) this.#levels.push(levels);
    this.#shots.push(state.quietZones === undefined ? shot : { ...shot, quietZones: state.quietZones.finish() });
  }
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
  readonly quietZones: QuietZones | undefined;
  readonly shot: ShotMeasurer;
  /** Seconds. */
  shotStart: number;
  frames: number;
  variableRate: boolean;
  last: FrameRecord | undefined;
}
