import type { EmitMap, FrameStats } from '../core/model.js';

/** A model as the loop over frames sees it: in this thread (a `SaliencyModel`) or in another one (a `ModelThread`). */
export interface FrameMapper {
  readonly latency: number;
  push(rgb: Uint8Array, emit: EmitMap): FrameStats | Promise<FrameStats>;
  flush(emit: EmitMap): void | Promise<void>;
  reseed(): void | Promise<void>;
  reset(): void | Promise<void>;
}
