import type { FrameSize } from '../core/frame.js';
import type { FrameStats } from '../core/model.js';

/**
 * What the worker is asked; each is answered once. Shared memory of frames is sent once and known by its number from
 * then on, until a reset: handing it over takes longer than some steps of a model.
 */
export type ModelRequest =
  | {
      readonly kind: 'create';
      readonly model: string;
      readonly size: FrameSize;
      readonly options: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'push'; readonly frame: number; readonly rgb: Uint8Array | undefined }
  | { readonly kind: 'flush' | 'reseed' | 'reset' };

/** What the worker says: the shared slots for maps, how sure each new map in them is, or what went wrong. */
export type ModelReply =
  | { readonly kind: 'created'; readonly slots: readonly Float32Array[] }
  | {
      readonly kind: 'done';
      readonly confidences: readonly (number | undefined)[];
      readonly stats: FrameStats | undefined;
    }
  | { readonly kind: 'failed'; readonly error: unknown };
