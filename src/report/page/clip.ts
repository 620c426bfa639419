import { ClipClock } from '../../analysis/shots/clip-clock.js';
import { type ReportData, type ReportShot, SHARE_STEPS } from '../report-data.js';

/** The data of the page, unpacked. Frames are positions, from 0. */
export class Clip {
  readonly length: number;
  readonly aspect: number;
  readonly shots: readonly ReportShot[];
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

  constructor(data: ReportData) {
    const { frames, timeBase } = data;
    this.length = frames.pts.length;
    this.aspect = data.aspect;
    this.shots = data.shots;
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
    this.#clock = new ClipClock(data);
  }

  timecode(frame: number): string {
    return this.#clock.timecode(this.#clock.frameAt(this.#pts[frame]!));
  }

  shotAt(frame: number): number {
    return lastAtOrBelow(this.shots.length, (i) => this.shots[i]!.start, frame);
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
