import type { FrameSize } from '../../core/frame.js';
import { type Axis, PROFILE_BINS } from '../measure/mass-profile.js';
import type { Box, FrameRecord, RegionRecord } from '../record/analysis.js';
import { backgroundWay } from './camera-pan.js';
import { cameraPath, massInside, type ShotMass, type Wanted } from './camera-path.js';
import { pathFigures } from './path-figures.js';
import { meanCut, meanKept } from './path-worth.js';
import { pickedSubject, type SubjectPick } from './picked-subject.js';
import type { CropFrame, ReframedShot } from './reframe-plan.js';
import { shownSubject } from './shown-subject.js';
import type { CameraLimits } from './smooth-path.js';
import { addHeads, type FirstPart, headOf, type SeenSubject, steadySpans } from './subject-head.js';
import { twoUp } from './two-up.js';

/** A region counts as a subject when it lasts this long, or through this share of a shorter shot. */
const SUBJECT_SECONDS = 1.5;
const SUBJECT_SHARE = 2 / 3;
/** Trust in a map whose leading region is no subject but clutter that comes and goes. */
const CLUTTER_TRUST = 0.1;
/** Seconds between the frames that tell how the camera pans. */
const PAN_SECONDS = 0.25;
/** A camera that gains less than this share of the mass stays in the middle. */
const WORTH_MOVING = 0.02;
/** Number of a picked subject, which no region has. */
const PICKED = -2;
/** A second region of this weight is a second subject. */
const SECOND_SUBJECT = 0.3;
/** Crops are widened in thirds of what is left, so that few sizes occur in a clip. */
const WIDER_STEPS = 3;

export interface ReframeShotOptions {
  /** The axis along which the crop can move; it rests along the other. */
  readonly axis: Axis;
  /** Length of the crop along the axis, as a share. */
  readonly window: number;
  /** Place of the crop along the other axis. */
  readonly across: { readonly from: number; readonly length: number };
  /** Width over height of a half of the output, in shares of the picture, where two subjects share the output. */
  readonly pane: number | undefined;
  readonly framesPerSecond: number;
  readonly limits: CameraLimits;
  readonly mayWiden: boolean;
}

/** Measurements of a frame for a crop that moves sideways. */
interface SidewaysMeasures {
  readonly background?: readonly number[] | undefined;
  readonly crown?: number | undefined;
}

/** A shot's mass, and the same with the heads weighted. */
interface WeightedMass extends ShotMass {
  readonly withHeads: Float32Array;
}

type KeptFrame = Omit<CropFrame, 'crop' | 'second'> & {
  readonly regions: readonly RegionRecord[];
  readonly leader: number;
  readonly confidence: number;
  /** The leading region along the axis; undefined where nothing stands out. */
  readonly subject: SeenSubject | undefined;
  /** The two heaviest regions, where there are two subjects. */
  readonly pair: readonly [first: number, second: number] | undefined;
};

/** Gathers the frames of a shot and plans their crops. */
export class ReframeShotBuffer {
  readonly #options: ReframeShotOptions;
  readonly #frames: KeptFrame[] = [];
  readonly #backgrounds: (readonly number[])[] = [];
  readonly #lives = new Map<number, number>();
  #profiles = new Float32Array(64 * PROFILE_BINS);

  constructor(options: ReframeShotOptions) {
    this.#options = options;
  }

  /**
   * Adds the next frame.
   *
   * @param profile - mass of the frame's map along the axis.
   * @param measured - its background, and the top of its leading region, where the crop moves sideways.
   */
  push(frame: FrameRecord, profile: readonly number[], measured: SidewaysMeasures = {}): void {
    const { index, pts, seconds, timecode, shot, regions, confidence, gaze, attention } = frame;
    const { axis } = this.#options;
    const count = this.#frames.length;
    if ((count + 1) * PROFILE_BINS > this.#profiles.length) {
      const larger = new Float32Array(2 * this.#profiles.length);
      larger.set(this.#profiles);
      this.#profiles = larger;
    }
    this.#profiles.set(profile, count * PROFILE_BINS);
    for (const { id } of regions) this.#lives.set(id, (this.#lives.get(id) ?? 0) + 1);
    const [first, second] = regions;
    const pair =
      second !== undefined && Math.min(first!.weight, second.weight) >= SECOND_SUBJECT
        ? ([first!.centroid[axis], second.centroid[axis]] as const)
        : undefined;
    const along = axis === 'x' ? first?.box.width : first?.box.height;
    // Without gaze, attention is the middle of the subject, and says nothing of its head.
    const eyes = gaze === undefined ? undefined : attention?.[axis];
    const pan = this.#pan(measured.background);
    const subject: SeenSubject | undefined = first && {
      ...{ from: first.box[axis], to: first.box[axis] + along!, eyes, crown: measured.crown, background: pan },
    };
    const place = { index, pts, seconds, timecode, shot };
    this.#frames.push({ ...place, regions, leader: first?.id ?? -1, confidence, subject, pair });
  }

  /** Tells how fast the background moves, in shares of the side a second: the way since some frames ago. */
  #pan(background: readonly number[] | undefined): number | undefined {
    if (background === undefined) return undefined;
    const backgrounds = this.#backgrounds;
    const between = Math.max(1, Math.round(PAN_SECONDS * this.#options.framesPerSecond));
    backgrounds.push(background);
    if (backgrounds.length > between + 1) backgrounds.shift();
    const steps = backgrounds.length - 1;
    const way = steps === 0 ? undefined : backgroundWay(backgrounds[0]!, background);
    return way && (way / steps) * this.#options.framesPerSecond;
  }

  /**
   * Plans the shot, which has at least one frame, and forgets it.
   *
   * @param pick - the subject to follow. Default: what stands out.
   * @throws {OptionError} for a subject that the shot does not have.
   */
  plan(pick?: SubjectPick): ReframedShot & { readonly frames: readonly CropFrame[] } {
    if (pick !== undefined) this.#follow(pick);
    const mass = this.#mass();
    const [narrow, mayWiden] = [this.#options.window, this.#options.mayWiden];
    const window = mayWiden ? this.#widenedWindow(mass) : narrow;
    const plan = (window > narrow ? this.#planTwo(mass) : undefined) ?? this.#planOne(mass, window);
    this.#frames.length = 0;
    this.#lives.clear();
    this.#backgrounds.length = 0;
    return plan;
  }

  /** Makes a picked subject all that stands out. */
  #follow(pick: SubjectPick): void {
    const { axis } = this.#options;
    const boxes = pickedSubject(this.#frames, pick, this.#frames[0]!.shot);
    this.#profiles.fill(0);
    boxes.forEach((box, i) => {
      const [from, length] = axis === 'x' ? [box.x, box.width] : [box.y, box.height];
      for (let bin = 0; bin < PROFILE_BINS; bin++) {
        const covered = Math.min(bin + 1, (from + length) * PROFILE_BINS) - Math.max(bin, from * PROFILE_BINS);
        if (covered > 0) this.#profiles[i * PROFILE_BINS + bin] = covered;
      }
      const background = this.#frames[i]!.subject?.background;
      const subject = { from, to: from + length, eyes: undefined, crown: undefined, background };
      this.#frames[i] = { ...this.#frames[i]!, subject, pair: undefined, leader: PICKED, confidence: 1 };
    });
    this.#lives.set(PICKED, boxes.length);
  }

  /** Plans one crop. */
  #planOne(mass: WeightedMass, window: number) {
    const { framesPerSecond, axis, across } = this.#options;
    const path = this.#path(mass, window);
    const crops = Array.from(path, (center): Box => {
      const from = Math.min(1 - window, Math.max(0, center - window / 2));
      return axis === 'x'
        ? { x: from, y: across.from, width: window, height: across.length }
        : { x: across.from, y: from, width: across.length, height: window };
    });
    return {
      ...this.#range(crops[0]!),
      padded: window > this.#options.window,
      kept: meanKept(mass, path, window),
      keptByCenter: meanKept(mass, path.slice().fill(0.5), window),
      ...this.#shown(path, window),
      ...pathFigures(path, framesPerSecond),
      frames: this.#frames.map((frame, i): CropFrame => ({ ...placeOf(frame), crop: crops[i]! })),
    };
  }

  /** Plans a crop for each of two subjects; undefined where that was not asked for, and where no two last. */
  #planTwo(mass: WeightedMass) {
    const { framesPerSecond, axis, pane: relative, limits, window } = this.#options;
    const regions = this.#frames.map((frame) => frame.regions);
    const two = relative === undefined ? undefined : twoUp(regions, relative, framesPerSecond, limits);
    if (two === undefined) return undefined;
    const { crops, pane } = two;
    const length = axis === 'x' ? pane.width : pane.height;
    const paths = [0, 1].map((n) => Float64Array.from(crops, (pair) => pair[n]![axis] + length / 2));
    const figures = paths.map((path) => pathFigures(path, framesPerSecond));
    const overlap = Float64Array.from(paths[0]!, (center, i) => (center + paths[1]![i]!) / 2);
    const shared = Array.from(paths[0]!, (center, i) => Math.max(0, length - Math.abs(center - paths[1]![i]!)));
    const inBoth = shared.reduce((sum, width, i) => {
      return sum + (width > 0 ? massInside(mass.profiles, i, overlap[i]!, width) : 0);
    }, 0);
    const kept = meanKept(mass, paths[0]!, length) + meanKept(mass, paths[1]!, length) - inBoth / crops.length;
    return {
      ...this.#range(pane),
      padded: false,
      stacked: true,
      kept: Math.min(1, kept),
      keptByCenter: meanKept(mass, paths[0]!.slice().fill(0.5), window),
      headKept: null,
      subjectKept: null,
      lost: null,
      speed: Math.max(...figures.map(({ speed }) => speed)),
      jerk: Math.max(...figures.map(({ jerk }) => jerk)),
      frames: this.#frames.map((frame, i): CropFrame => {
        return { ...placeOf(frame), crop: crops[i]![0], second: crops[i]![1] };
      }),
    };
  }

  #range({ width, height }: FrameSize) {
    const [first, last] = [this.#frames[0]!, this.#frames.at(-1)!];
    return { index: first.shot, firstFrame: first.index, lastFrame: last.index, crop: { width, height } };
  }

  /** Gives the camera's path; the middle where moving is not worth it. */
  #path(mass: WeightedMass, window: number): Float64Array {
    const path = cameraPath(
      { ...mass, profiles: mass.withHeads },
      window,
      this.#options.framesPerSecond,
      this.#options.limits,
    );
    const center = path.slice().fill(0.5);
    // Heads weigh as much as all else, or mass alone would place the crop on the body.
    const weighted = { ...mass, profiles: mass.withHeads };
    const worth = (at: Float64Array) => meanKept(weighted, at, window) - meanCut(mass, at, window);
    return worth(path) < worth(center) + WORTH_MOVING ? center : path;
  }

  /** Gathers profiles, and trust: the confidence, and little of it where the leading region does not last. */
  #mass(): WeightedMass {
    const frames = this.#frames.length;
    const lasting = Math.min(SUBJECT_SECONDS * this.#options.framesPerSecond, SUBJECT_SHARE * frames);
    const trust = Float32Array.from(this.#frames, ({ leader, confidence }) => {
      const subject = (this.#lives.get(leader) ?? 0) >= lasting;
      return (subject ? 1 : CLUTTER_TRUST) * confidence;
    });
    const profiles = this.#profiles.slice(0, frames * PROFILE_BINS);
    const heads = this.#heads(this.#options.window);
    const steady = (key: 'head' | 'wanted') => {
      return steadySpans(
        heads.map((first) => first?.[key]),
        this.#options.framesPerSecond,
      );
    };
    const all = steady('wanted');
    const whole = steady('head').map((head, i): Wanted[] => {
      return head === undefined
        ? []
        : [
            { ...head, need: 'head' },
            { ...all[i]!, need: 'all' },
          ];
    });
    return { profiles, withHeads: addHeads(profiles, heads), trust, whole };
  }

  /** The part of each frame's subject that has to be shown first. */
  #heads(window: number): (FirstPart | undefined)[] {
    const { axis, framesPerSecond } = this.#options;
    const subjects = this.#frames.map(({ subject }) => subject);
    return subjects.map((_, i) => headOf(subjects, i, { axis, framesPerSecond, window }));
  }

  /** Tells how much of the subject the crop shows, and why not all of it. */
  #shown(path: Float64Array, window: number) {
    const heads = this.#heads(window);
    const frames = this.#frames.flatMap(({ subject, pair }, i) => {
      return subject === undefined ? [] : [{ subject, pair: pair !== undefined, head: heads[i], at: path[i]! }];
    });
    return shownSubject(frames, this.#options.axis, window);
  }

  /**
   * Gives the narrowest window that shows both subjects, in a shot that has two most of the time and cannot show both.
   */
  #widenedWindow(mass: WeightedMass): number {
    const { window } = this.#options;
    const pairs = this.#frames.filter(({ pair }) => pair !== undefined).length;
    if (2 * pairs <= this.#frames.length) return window;
    for (let step = 0; step < WIDER_STEPS; step++) {
      const wider = window + ((1 - window) * step) / WIDER_STEPS;
      const path = this.#path(mass, wider);
      const shown = this.#frames.filter(({ pair }, i) => pair?.every((at) => Math.abs(at - path[i]!) < 0.45 * wider));
      if (shown.length >= (step === 0 ? 0.5 : 0.9) * pairs) return wider;
    }
    return 1;
  }
}

function placeOf({ index, pts, seconds, timecode, shot }: KeptFrame): Omit<CropFrame, 'crop'> {
  return { index, pts, seconds, timecode, shot };
}
