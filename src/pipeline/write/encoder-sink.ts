import type { MapResult, Sink } from '../../core/stream.js';
import type { PictureEncoder } from '../../video/encode/encoder-job.js';

/**
 * A sink that encodes a picture of each map.
 *
 * @param paint - the bytes of the picture; they may be overwritten by the next call.
 */
export function encoderSink(encoder: PictureEncoder, paint: (map: Float32Array) => Uint8Array): Sink<MapResult> {
  return {
    get finished() {
      return encoder.consumerGone;
    },
    write: ({ map, time }) => encoder.write(paint(map.data), time),
    finish: () => encoder.finish(),
    commit: () => encoder.commit(),
    abort: () => encoder.abort(),
  };
}
