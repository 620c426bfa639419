import type { FrameSize } from '../core/frame.js';

/**
 * Writes how salient each pixel of a picture is, from 0 to 1, and returns how sure it is that there is a subject at all,
 * in [0, 1]; nothing if it cannot tell.
 *
 * @param rgb - 3 · width · height bytes, borrowed for the call.
 * @param size - the size of this picture: that of the frames, or of the part of them that is not bars.
 * @param map - width · height zeros. Values outside [0, 1] are clamped, and what is not a number counts as 0.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: a function without a return statement is one of these
export type FrameFunction = (rgb: Uint8Array, size: FrameSize, map: Float32Array) => number | undefined | void;

/**
 * A way to find what is salient in a picture that owns its map, and may go on from the frame before.
 *
 * {@link FrameFunction} is the simple form of it. This one is for methods that carry something from frame to frame, have
 * stages to be timed, or keep their maps in memory of their own.
 */
export interface FrameMethod {
  /** Makes the map of a picture: width · height values in [0, 1], lent until the next call. */
  map(rgb: Uint8Array, size: FrameSize): Float32Array;
  /** Forgets the frames before: what comes next does not follow them, or is to be made as if it did not. */
  restart(): void;
  /** How sure the last map is that there is a subject, in [0, 1]; absent if the method cannot tell. */
  readonly confidence?: number | undefined;
  /** Milliseconds of the last map by stage, in the order of work. */
  readonly milliseconds: Readonly<Record<string, number>>;
  /** Numbers about the last map, by name. */
  readonly counts: Readonly<Record<string, number>>;
}

/** The method that a function is. */
export function methodOf(run: FrameFunction, { width, height }: FrameSize): FrameMethod {
  const whole = new Float32Array(width * height);
  const milliseconds = { map: 0 };
  let map = whole;
  let confidence: number | undefined;
  return {
    milliseconds,
    counts: {},
    get confidence() {
      return confidence;
    },
    map(rgb, size) {
      const begin = performance.now();
      const pixels = size.width * size.height;
      if (map.length !== pixels) map = whole.subarray(0, pixels);
      map.fill(0);
      confidence = run(rgb, size, map) ?? undefined;
      clamp(map);
      milliseconds.map = performance.now() - begin;
      return map;
    },
    restart() {},
  };
}

function clamp(map: Float32Array): void {
  for (let i = 0; i < map.length; i++) {
    const value = map[i]!;
    if (!(value >= 0 && value <= 1)) map[i] = value > 1 ? 1 : 0;
  }
}
