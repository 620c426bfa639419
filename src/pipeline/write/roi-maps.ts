import type { Clip } from '../../clip/clip.js';
import type { FrameSize } from '../../core/frame.js';
import type { Levels } from '../../core/levels.js';
import { openTextOutput } from '../../files/text-output.js';
import { BlockOffsets } from '../../render/block-offsets.js';
import { type RoiFormat, type RoiFormatName, roiFormats } from '../../render/roi-formats.js';
import { spreadLevels } from '../../render/spread-levels.js';
import { MapLevels } from '../../segments/map-levels.js';
import type { PlannedSink } from './planned-sink.js';

/** Where the file goes, and what it says. */
interface RoiTarget {
  readonly path: string;
  readonly input: string;
  readonly force: boolean;
  readonly format: RoiFormatName;
  /** The largest offset, in QP. */
  readonly strength: number;
  /** How values are spread; undefined leaves them as they are. */
  readonly levels: Levels | undefined;
}

/**
 * Plans a file that tells an encoder which blocks of a clip's frames are worth its bits.
 *
 * @param sizeOf - the size of the video that is to be encoded; undefined for the clip's own.
 */
export function planRoiMaps(
  { path, input, force, format: name, strength, levels }: RoiTarget,
  sizeOf: (clip: Clip) => FrameSize | undefined,
): PlannedSink {
  const format: RoiFormat = roiFormats[name];
  return {
    files: [path],
    measures: () => ({}),
    async open(clip) {
      const grid = new BlockOffsets(clip.size, sizeOf(clip) ?? clip.info, Math.round(strength * format.stepsPerQp));
      const file = await openTextOutput(path, { input: input === '-' ? undefined : clip.info.path, force });
      // Rounded as a video of them is: the offsets are the same for any number of jobs.
      const rounding = new MapLevels(clip.size, 8);
      let before: Int16Array | undefined;
      let frame = 0;
      return {
        get finished() {
          return file.readerGone;
        },
        async write({ map }) {
          const { data } = rounding.toMap(rounding.of(map));
          if (levels !== undefined) spreadLevels(data, levels, data);
          const offsets = grid.of(data);
          await file.write(format.write(frame++, offsets, grid, before));
          before = offsets.slice();
        },
        finish: () => file.finish(),
        commit: () => file.commit(),
        abort: () => file.abort(),
      };
    },
  };
}
