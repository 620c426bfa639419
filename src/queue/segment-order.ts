import { createHash } from 'node:crypto';
import type { MeasureRequest } from '../analysis/measure/frame-measurer.js';
import type { LevelBits } from '../segments/map-levels.js';
import type { SourceIdentity } from './source-identity.js';

/** An order says all that the segments of a clip depend on. It is plain data, and lies in the store beside them. */
export interface SegmentOrder {
  /** The version of this package, and of FFmpeg: others may give other maps. */
  readonly version: string;
  readonly ffmpeg: string;
  readonly source: SourceIdentity;
  /** The options of the clip that its maps depend on, and its model as it was chosen. */
  readonly clip: Readonly<Record<string, unknown>>;
  readonly model: {
    readonly name: string;
    readonly options: Readonly<Record<string, unknown>>;
    /** URL of the user's module that it comes from. */
    readonly module?: string | undefined;
  };
  /** Files that the model is made of: a module, a network; other machines must have the same. */
  readonly files: readonly { readonly path: string; readonly hash: string }[];
  readonly bits: LevelBits;
  readonly measures?: MeasureRequest | undefined;
  readonly gaze: boolean;
  readonly segments: number;
}

/** The name of an order in the store, beside the segments. */
export const orderFile = 'order.json';

/** The name of a segment in the store. */
export function segmentFile(segment: number): string {
  return `${String(segment).padStart(6, '0')}.maps`;
}

/** Names the work that an order is of: the same for the same order. */
export function workOf(order: SegmentOrder): string {
  return createHash('sha256').update(JSON.stringify(order)).digest('hex');
}
