import type { FrameResult, Sink } from '../../core/stream.js';

/** A sink that looks at each frame and its map, and writes nothing. */
export function frameSink(look: (result: FrameResult) => void): Sink<FrameResult> {
  return {
    write: async (result) => look(result),
    finish: async () => {},
    commit: async () => {},
    abort: async () => {},
  };
}
