import type { FrameStats } from '../core/model.js';

/** Receives a finished map as `EmitMap` does, and where eyes rest on its frame, where that is mapped too. */
export type EmitMaps = (map: Float32Array, confidence?: number, gaze?: Float32Array) => void;

/** A model as the loop over frames sees it: in this thread (a `SaliencyModel`) or in another one (a `ModelThread`). */
export interface FrameMapper {
  readonly latency: number;
  /** See `SaliencyModel`; a thread does it as part of a push. */
  foresee?(rgb: Uint8Array): Promise<void>;
  push(rgb: Uint8Array, emit: EmitMaps): FrameStats | Promise<FrameStats>;
  flush(emit: EmitMaps): void | Promise<void>;
  reseed(): void | Promise<void>;
  reset(): void | Promise<void>;
}
