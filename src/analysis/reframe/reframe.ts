import type { DisplayedPicture } from '../../core/display-size.js';
import type { FrameSize, Rational } from '../../core/frame.js';
import { type OptionValues, resolveOptions } from '../../core/options.js';
import type { FrameMeasurement, MeasureRequest } from '../measure/frame-measurer.js';
import { displayAspect } from '../measure/picture-geometry.js';
import type { ClipRecord, FrameRecord } from '../record/analysis.js';
import { parseProportion } from './aspect.js';
import { type ExactSize, exactSize } from './exact-size.js';
import { framingOptions, type ReframeOptions } from './framing-options.js';
import { parseOutputSize } from './output-size.js';
import type { SubjectPick } from './picked-subject.js';
import type { CropFrame, ReframedShot, ReframePlan } from './reframe-plan.js';
import { ReframeShotBuffer } from './reframe-shot.js';

/**
 * Plans a crop of another aspect that follows attention: still where it can be, smooth where it must move, jumping only
 * at cuts. Frames are pushed with their records in one pass; each shot is planned when it ends, from a profile of 64
 * numbers a frame.
 */
export class Reframer {
  /** Every frame has to be measured with this request. */
  readonly measures: MeasureRequest;
  readonly #options: OptionValues<typeof framingOptions>;
  readonly #crop: ExactSize;
  readonly #frames: CropFrame[] = [];
  readonly #shots: ReframedShot[] = [];
  /** The size that was asked for, in square pixels. */
  readonly #size: FrameSize | undefined;
  readonly #picks: ReadonlyMap<number, SubjectPick>;
  readonly #buffer: ReframeShotBuffer;
  #shot = -1;

  /**
   * @param picks - the subjects that shots follow, by the numbers of the shots; others follow attention.
   * @throws {OptionError} for an aspect or a limit that cannot be.
   */
  constructor(
    display: DisplayedPicture,
    rate: Rational,
    options: ReframeOptions = {},
    picks: ReadonlyMap<number, SubjectPick> = new Map(),
  ) {
    this.#picks = picks;
    this.#options = resolveOptions(framingOptions, options);
    const { aspect, size, padding, fill, maxSpeed, maxAcceleration } = this.#options;
    this.#size = size === undefined ? undefined : parseOutputSize(size);
    const wanted = this.#size ?? parseProportion(aspect);
    const relative = wanted.width / wanted.height / displayAspect(display);
    const full = { width: Math.min(1, relative), height: Math.min(1, 1 / relative) };
    this.#crop = this.#size === undefined ? exactSize(wanted, display) : { window: full, output: this.#size };
    const axis = relative < 1 ? 'x' : 'y';
    const [along, across] = axis === 'x' ? (['width', 'height'] as const) : (['height', 'width'] as const);
    const { window } = this.#crop;
    this.measures = { profile: axis, background: axis === 'x', crowns: axis === 'x' };
    this.#buffer = new ReframeShotBuffer({
      axis,
      window: window[along],
      across: { from: evenOffset(window[across], display[across]), length: window[across] },
      pane: fill === 'stack' && padding === 'auto' ? (axis === 'x' ? 2 * relative : relative / 2) : undefined,
      framesPerSecond: rate.num / rate.den,
      limits: { maxSpeed, maxAcceleration },
      mayWiden: padding === 'auto',
    });
  }

  /**
   * Takes in the next frame of the clip.
   *
   * @param frame - the record that the analyzer made of the frame.
   * @param measured - what was measured of it, with `measures` asked for.
   */
  push(frame: FrameRecord, measured: Partial<FrameMeasurement> = {}): void {
    const { profile, background, crowns, map } = measured;
    if (profile === undefined) throw new TypeError('the profile of the frame was not measured');
    if (frame.shot !== this.#shot) this.#closeShot();
    this.#shot = frame.shot;
    const [first] = frame.regions;
    // The leading region need not be the heaviest, in whose order regions are measured.
    const order = map?.regions.findIndex(
      ({ centroid }) => centroid.x === first?.centroid.x && centroid.y === first.centroid.y,
    );
    this.#buffer.push(frame, profile, { background, crown: crowns?.[order ?? -1] });
  }

  /** Ends the clip. */
  finish(clip: ClipRecord): ReframePlan {
    this.#closeShot();
    const frames = this.#frames.length;
    const mean = (value: (shot: ReframedShot) => number) =>
      this.#shots.reduce((sum, shot) => sum + value(shot) * (shot.lastFrame - shot.firstFrame + 1), 0) / frames;
    return {
      format: 'video-saliency-reframe',
      version: 1,
      clip,
      aspect: this.#size === undefined ? this.#options.aspect : `${this.#size.width}:${this.#size.height}`,
      output: this.#crop.output,
      outputSampleAspect: this.#size === undefined ? clip.sampleAspect : { num: 1, den: 1 },
      fill: this.#options.fill,
      frames: this.#frames,
      shots: this.#shots,
      summary: {
        kept: mean((shot) => shot.kept),
        keptByCenter: mean((shot) => shot.keptByCenter),
        jerk: Math.sqrt(mean((shot) => shot.jerk ** 2)),
      },
    };
  }

  #closeShot(): void {
    if (this.#shot < 0) return;
    const { frames, ...plan } = this.#buffer.plan(this.#picks.get(this.#shot));
    this.#shots.push(plan);
    for (const frame of frames) this.#frames.push(frame);
    this.#shot = -1;
  }
}

/** Gives the place of a crop in the middle of a side, in whole pairs of pixels, as a share of the side. */
function evenOffset(length: number, side: number): number {
  return (2 * Math.floor(((1 - length) * side) / 4 + 1e-9)) / side;
}
