import type { MapLevels } from '../../segments/map-levels.js';
import { openEncoder } from '../../video/encode/encoder.js';
import type { ClipOutput } from './clip-outputs.js';
import type { ClipSink } from './planned-sink.js';

/**
 * Opens a sink that encodes a picture of each map.
 *
 * @param levels - what maps are rounded to first, so that a picture is the same whether its map was kept as levels or
 * not; undefined where the pictures are of those very levels.
 */
export async function openEncoderSink({ job, paint }: ClipOutput, levels: MapLevels | undefined): Promise<ClipSink> {
  const encoder = await openEncoder(job);
  return {
    commandLines: [encoder.commandLine],
    get warnings() {
      return encoder.warnings;
    },
    get finished() {
      return encoder.consumerGone;
    },
    write({ map, time }) {
      const rounded = levels === undefined ? map : levels.toMap(levels.of(map));
      return encoder.write(paint(rounded.data), time);
    },
    finish: () => encoder.finish(),
    commit: () => encoder.commit(),
    abort: () => encoder.abort(),
  };
}
