import type { FrameSize } from './frame.js';
import type { OptionTable, OptionValues } from './options.js';

/**
 * Receives a finished map: width · height values in [0, 1], lent during the call.
 *
 * `confidence` tells how sure the model is that the frame has a subject, in [0, 1]; undefined if it cannot tell.
 */
export type EmitMap = (map: Float32Array, confidence?: number) => void;

/** The record of a model's work on one frame. */
export interface FrameStats {
  /** Milliseconds by stage, in the order of work. */
  readonly milliseconds: Readonly<Record<string, number>>;
  /** Whether the frame starts a new shot. */
  readonly cut: boolean;
  /** Whether it shows only now that the frame before started a new shot: black that stays. Not both. Default false. */
  readonly cutBefore?: boolean;
  /** How sure the model is that the frame has a subject, in [0, 1]; comes with the map. Absent if it cannot tell. */
  readonly confidence?: number;
  /** What else the model counts, by names of its own: superpixels, passes of an iteration. */
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * Turns consecutive frames of one size into saliency maps. Stateful and synchronous.
 *
 * A map may leave up to `latency` pushes after its frame; maps leave in the order of their frames, one each.
 */
export interface SaliencyModel extends FrameSize {
  readonly latency: number;
  /**
   * Does what has to be waited for before a frame is pushed; a model that waits for nothing lacks it. Whoever drives a
   * model that has it calls it with each frame, and waits, right before the frame is pushed.
   *
   * @param rgb - as it will be pushed, borrowed until the promise is settled.
   */
  foresee?(rgb: Uint8Array): Promise<void>;
  /** @param rgb - 3 · width · height bytes, borrowed for the call. The returned stats are overwritten by the next call. */
  push(rgb: Uint8Array, emit: EmitMap): FrameStats;
  /** Emits what is pending: the clip or the shot ended. */
  flush(emit: EmitMap): void;
  /**
   * Divides the next frame from nothing, as the first one of a clip, and keeps all else. What follows then does not
   * depend on how the frames before were divided.
   */
  reseed(): void;
  /** Forgets everything and drops what is pending: a seek. */
  reset(): void;
}

/** What the registry knows of a model: its face to the user, and how to make one. */
export interface ModelDefinition<T extends OptionTable = OptionTable> {
  readonly name: string;
  readonly summary: string;
  /** The publication that the model implements. */
  readonly reference: string;
  /** Terms that bind its use beside the license of the software: patents, and data that networks were trained on. */
  readonly notice?: string;
  /** What its maps predict: the extent of salient objects, or where eyes rest. */
  readonly kind: 'object' | 'fixation';
  readonly options: T;
  create(size: FrameSize, options: OptionValues<T>): Promise<SaliencyModel>;
}
