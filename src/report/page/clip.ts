import type { Box, ShotRecord } from '../../analysis/record/analysis.js';
import { ClipClock } from '../../analysis/shots/clip-clock.js';
import { type ReportData, type ReportStill, SHARE_STEPS } from '../report-data.js';

export type Still = ReportStill;

/** The frames of a shot as positions, `end` exclusive. */
interface ShotRange {
  readonly start: number;
  readonly end: number;
  readonly still: number;
}

/** The data of the page, unpacked. Frames are positions, from 0. */
export class Clip {
  readonly length: number;
  readonly aspect: number;
  readonly shots: readonly ShotRecord[];
  readonly shotRanges: readonly ShotRange[];
  readonly clipUrl: string | undefined;
  readonly overlayUrl: string | undefined;
  /** Seconds at which a player shows the first frame. */
  readonly clipStart: number;
  readonly overlayStart: number;
  /** Seconds from the first frame. */
  readonly seconds: Float64Array;
  /** Shares in [0, 1]; null where nothing stands out. */
  readonly x: readonly (number | null)[];
  readonly y: readonly (number | null)[];
  /** The subject's place, as shares; null where there is none. */
  readonly subjectX: readonly (number | null)[];
  readonly subjectY: readonly (number | null)[];
  readonly coverage: readonly (number | null)[];
  readonly confidence: readonly (number | null)[];
  readonly #pts: Float64Array;
  readonly #clock: ClipClock;
  readonly #stills: readonly Still[];
  readonly #crop: ReportData['crop'];

  /** @param shotStills - the best stills of the shots, beside those that the data holds. */
  constructor(data: ReportData, shotStills: readonly Still[]) {
    const { frames, firstFrame } = data;
    const { timeBase } = data.clip;
    this.length = frames.pts.length;
    this.aspect = data.aspect;
    this.shots = data.shots;
    this.shotRanges = data.shots.map((shot) => ({
      start: shot.firstFrame - firstFrame,
      end: shot.lastFrame + 1 - firstFrame,
      still: shot.bestStill.index - firstFrame,
    }));
    this.clipUrl = data.clipUrl;
    this.overlayUrl = data.overlayUrl;
    this.clipStart = data.clipStart;
    this.overlayStart = data.overlayStart;
    this.#pts = new Float64Array(this.length);
    frames.pts.forEach((step, i) => {
      this.#pts[i] = (i === 0 ? 0 : this.#pts[i - 1]!) + step;
    });
    this.seconds = this.#pts.map((pts) => ((pts - this.#pts[0]!) * timeBase.num) / timeBase.den);
    const shares = (column: readonly number[]) => column.map((value) => (value < 0 ? null : value / SHARE_STEPS));
    this.x = shares(frames.x);
    this.y = shares(frames.y);
    this.subjectX = shares(frames.subjectX);
    this.subjectY = shares(frames.subjectY);
    this.coverage = shares(frames.coverage);
    this.confidence = shares(frames.confidence);
    this.#clock = new ClipClock(data.clip);
    this.#stills = [...shotStills, ...data.stills].sort((a, b) => a.frame - b.frame);
    this.#crop = data.crop;
  }

  timecode(frame: number): string {
    return this.#clock.timecode(this.#clock.frameAt(this.#pts[frame]!));
  }

  shotAt(frame: number): number {
    return lastAtOrBelow(this.shots.length, (i) => this.shotRanges[i]!.start, frame);
  }

  /** Gives the nearest still of the shot that a frame is in; undefined where none of it is kept. */
  stillNear(frame: number): Still | undefined {
    const { start, end } = this.shotRanges[this.shotAt(frame)]!;
    const ofShot = this.#stills.filter((still) => still.frame >= start && still.frame < end);
    const distance = (still: Still) => Math.abs(still.frame - frame);
    return ofShot.reduce<Still | undefined>(
      (best, still) => (best === undefined || distance(still) < distance(best) ? still : best),
      undefined,
    );
  }

  /** Gives the crop of a frame as shares of the picture; undefined without a plan. */
  cropOf(frame: number): Box | undefined {
    if (this.#crop === undefined) return undefined;
    const { x, y, sizes } = this.#crop;
    const [, width, height] = sizes[lastAtOrBelow(sizes.length, (i) => sizes[i]![0], frame)]!;
    return { x: x[frame]!, y: y[frame]!, width, height };
  }

  /** Gives the frame that is shown at a time, in seconds from the first. */
  frameAt(seconds: number): number {
    return lastAtOrBelow(this.length, (i) => this.seconds[i]!, seconds);
  }

  /** Gives a time inside a frame, far from its edges: where a player has to seek to show it. */
  middleOf(frame: number): number {
    const start = this.seconds[frame]!;
    const before = frame > 0 ? start - this.seconds[frame - 1]! : 0.02;
    const end = this.seconds[frame + 1] ?? start + before;
    return start + Math.min(0.5 * (end - start), 0.02);
  }

  /** Gives the numbers of a frame in words. */
  reading(frame: number): string {
    const percent = (value: number | null) => `${Math.round(100 * (value ?? 0))} %`;
    const [x, y] = [this.x[frame]!, this.y[frame]!];
    const at = x === null ? 'no attention' : `attention at ${percent(x)} across, ${percent(y)} down`;
    const [across, down] = [this.subjectX[frame]!, this.subjectY[frame]!];
    const subject = across === null ? 'no subject' : `subject at ${percent(across)} across, ${percent(down)} down`;
    return `Shot ${this.shotAt(frame) + 1}, frame ${frame}: ${at}, ${subject}, coverage ${percent(this.coverage[frame]!)}, confidence ${percent(this.confidence[frame]!)}`;
  }
}

function lastAtOrBelow(length: number, value: (i: number) => number, limit: number): number {
  let [low, high] = [0, length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (value(middle) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
