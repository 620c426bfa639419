import type { FrameSize, SaliencyMap } from '../../core/frame.js';
import { BackgroundColumns } from './background-columns.js';
import { crownOf } from './crown.js';
import { joinLoudCells, LoudCellFinder, type LoudCells } from './loud-cells.js';
import { type Axis, MassProfile } from './mass-profile.js';
import { MapMeasurer, type Measurement } from './measure.js';
import { type StillMeasurement, StillMeasurer } from './still-measure.js';

/** This asks for measurements of a frame that not everybody needs. It is plain data, which can be sent to another machine. */
export interface MeasureRequest {
  /** Asks for the cells that stand out or hold the eye, which quiet zones need. Default false. */
  readonly loudCells?: boolean | undefined;
  /** Asks for the mass along an axis, which reframing needs. */
  readonly profile?: Axis | undefined;
  /** Asks for the columns of the background, from which pans are told. Default false. */
  readonly background?: boolean | undefined;
  /** Asks for the top of each region. Default false. */
  readonly crowns?: boolean | undefined;
  /** Asks for measurements of where eyes rest. Default false. */
  readonly gaze?: boolean | undefined;
}

/** These figures were measured of one frame by itself. They are plain data, which JSON carries as it is. */
export interface FrameMeasurement {
  readonly map: Measurement;
  readonly still: StillMeasurement;
  /** The cells that stand out, and those where eyes rest where gaze is measured too; only where they were asked for. */
  readonly loud?: LoudCells;
  /** `PROFILE_BINS` sums; only where it was asked for. */
  readonly profile?: readonly number[];
  /** Holds what `BackgroundColumns` measures; only where it was asked for. */
  readonly background?: readonly number[];
  /** The place along x of the top of each region of `map`, in their order; only where it was asked for. */
  readonly crowns?: readonly number[];
  /** Figures of the map of where eyes rest; only where they were asked for. */
  readonly gaze?: Measurement;
}

/**
 * Measures frames of one size, each by itself: what is returned depends on the frame and its map alone, so that it can
 * be measured wherever the two are, in any order. The constructor allocates; a call takes about two milliseconds at
 * 400×225.
 */
export class FrameMeasurer {
  readonly #map: MapMeasurer;
  readonly #still: StillMeasurer;
  readonly #loud: LoudCellFinder | undefined;
  readonly #profile: MassProfile | undefined;
  readonly #background: BackgroundColumns | undefined;
  readonly #crowns: boolean;
  readonly #gaze: MapMeasurer | undefined;

  constructor(size: FrameSize, request: MeasureRequest = {}) {
    const { loudCells = false, profile, background = false, crowns = false, gaze = false } = request;
    this.#map = new MapMeasurer(size);
    this.#still = new StillMeasurer(size);
    this.#loud = loudCells ? new LoudCellFinder(size) : undefined;
    this.#profile = profile === undefined ? undefined : new MassProfile(size, profile);
    this.#background = background ? new BackgroundColumns(size) : undefined;
    this.#crowns = crowns;
    this.#gaze = gaze ? new MapMeasurer(size) : undefined;
  }

  /**
   * @param rgb - 3 · width · height bytes, read during the call only.
   * @param map - saliency of the same pixels, read during the call only; not rounded.
   * @param gaze - where eyes rest on the same pixels, read during the call only; needed where it was asked for.
   */
  measureFrame(rgb: Uint8Array, map: SaliencyMap, gaze?: SaliencyMap): FrameMeasurement {
    if (this.#gaze !== undefined && gaze === undefined) throw new TypeError('the frame has no map of where eyes rest');
    const measured = this.#map.measure(map.data);
    const watched = this.#gaze && gaze && this.#gaze.measure(gaze.data);
    const finder = this.#loud;
    let loud = finder?.find(map.data, measured.threshold);
    if (finder && loud && watched && gaze) loud = joinLoudCells(loud, finder.find(gaze.data, watched.threshold));
    return {
      map: measured,
      still: this.#still.measure(rgb, map.data),
      ...(loud && { loud }),
      ...(this.#profile && { profile: this.#profile.measure(map, measured.mean) }),
      ...(this.#crowns && { crowns: measured.regions.map(({ box }) => crownOf(map, box, measured.threshold)) }),
      ...(this.#background && { background: this.#background.measure(rgb, map.data) }),
      ...(watched && { gaze: watched }),
    };
  }
}
