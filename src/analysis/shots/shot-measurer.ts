import { type Rational, seconds } from '../../core/frame.js';
import type { PictureGeometry } from '../measure/picture-geometry.js';
import type { StillMeasurement } from '../measure/still-measure.js';
import type { EyeTrace, FrameRecord, Point, ShotRecord } from '../record/analysis.js';
import { asRecord, type ScoredStill, ShotStills } from './stills.js';

/** Root mean square distance from the middle of points scattered evenly over a rectangle, as a share of its diagonal. */
const SCATTERED = Math.sqrt(1 / 12);

/** Gathers the frames of one shot after the other into shot records. */
export class ShotMeasurer {
  readonly #geometry: PictureGeometry;
  readonly #stills = new ShotStills();
  readonly #centroid = new Wander();
  readonly #attention = new Wander();
  #first: FrameRecord | undefined;
  #last: FrameRecord | undefined;
  #confidence = 0;
  #frames = 0;
  #attentionBefore: Point | null = null;

  constructor(geometry: PictureGeometry) {
    this.#geometry = geometry;
  }

  /** @param copyLevels - copies the gray levels of the frame's map, should it be kept for a still. */
  push(frame: FrameRecord, still: StillMeasurement, copyLevels?: () => Uint8Array): void {
    this.#first ??= frame;
    this.#last = frame;
    this.#frames++;
    this.#confidence += frame.confidence;
    if (frame.centroid !== null) this.#centroid.add(frame.centroid);
    if (frame.attention !== null) this.#attention.add(frame.attention);
    const { index, pts, seconds, timecode, confidence, regions } = frame;
    const subject = regions[0] === undefined ? null : { centroid: regions[0].centroid, box: regions[0].box };
    this.#stills.push({ index, pts, seconds, timecode, confidence, subject, ...still }, copyLevels);
  }

  /** Ends the shot, which has at least one frame, and is ready for the next. */
  finish(end: {
    readonly index: number;
    readonly endPts: number;
    readonly endTimecode: string;
    readonly timeBase: Rational;
  }): { readonly shot: ShotRecord; readonly stills: readonly ScoredStill[] } {
    const [first, last] = [this.#first!, this.#last!];
    const stills = this.#stills.finish();
    const shot: ShotRecord = {
      index: end.index,
      firstFrame: first.index,
      lastFrame: last.index,
      startPts: first.pts,
      endPts: end.endPts,
      startTimecode: first.timecode,
      endTimecode: end.endTimecode,
      duration: seconds({ pts: end.endPts - first.pts, timeBase: end.timeBase }),
      meanCentroid: this.#centroid.mean,
      steadiness: Math.max(0, 1 - this.#attention.deviation(this.#geometry) / SCATTERED),
      meanConfidence: this.#confidence / this.#frames,
      eyeTrace: this.#eyeTrace(first),
      bestStill: asRecord(stills[0]!),
    };
    this.#attentionBefore = last.attention;
    this.#first = undefined;
    this.#confidence = 0;
    this.#frames = 0;
    this.#centroid.clear();
    this.#attention.clear();
    return { shot, stills };
  }

  #eyeTrace({ attention: to }: FrameRecord): EyeTrace | null {
    const from = this.#attentionBefore;
    return from === null || to === null ? null : { from, to, distance: this.#geometry.distance(from, to) };
  }
}

/** Mean and scatter of points, computed as they come (Welford). */
class Wander {
  #count = 0;
  #x = 0;
  #y = 0;
  #squaresX = 0;
  #squaresY = 0;

  get mean(): Point | null {
    return this.#count === 0 ? null : { x: this.#x, y: this.#y };
  }

  add({ x, y }: Point): void {
    this.#count++;
    const [dx, dy] = [x - this.#x, y - this.#y];
    this.#x += dx / this.#count;
    this.#y += dy / this.#count;
    this.#squaresX += dx * (x - this.#x);
    this.#squaresY += dy * (y - this.#y);
  }

  /** Root mean square distance from the mean, as a share of the diagonal. */
  deviation(geometry: PictureGeometry): number {
    if (this.#count === 0) return 0;
    const origin = { x: 0, y: 0 };
    const side = { x: Math.sqrt(this.#squaresX / this.#count), y: Math.sqrt(this.#squaresY / this.#count) };
    return geometry.distance(origin, side);
  }

  clear(): void {
    this.#count = this.#x = this.#y = this.#squaresX = this.#squaresY = 0;
  }
}
