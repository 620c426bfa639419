import { writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Clip } from '../../clip/clip.js';
import { OptionError } from '../../core/errors.js';
import type { FrameSize, SaliencyMap } from '../../core/frame.js';
import { resizeMap } from '../../evaluation/resize-map.js';
import { npyExtension, toNpy } from '../../files/npy.js';
import { prepareOutput } from '../../files/output-file.js';
import { openAll } from './open-all.js';
import type { PlannedSink } from './planned-sink.js';

/** Where arrays go, and whether they may replace what is there. */
interface NpyTarget {
  readonly path: string;
  readonly input: string;
  readonly force: boolean;
}

/** Matches the names of the arrays in a folder. */
const arrayNames = /^\d{6,}\.npy$/;

/** Tells whether a name asks for an array of NumPy. */
export function isNpy(path: string): boolean {
  return extname(path).toLowerCase() === npyExtension;
}

/**
 * Writes a map as one array: float32 of the shape (height, width) of the picture, values as the model gave them, bilinear
 * between them.
 */
export async function writeNpy(map: SaliencyMap, size: FrameSize, { path, input, force }: NpyTarget): Promise<void> {
  const file = await prepareOutput({ path, input, folder: undefined, force });
  try {
    await writeFile(file.temporary, bytesOf(map, size));
    await file.commit();
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/**
 * Plans a folder of arrays, one a frame: `000001.npy`, `000002.npy`, …
 *
 * @param sizeOf - the size of the arrays; undefined for the clip's own.
 * @throws {OptionError} for an output that can be no folder.
 */
export function planNpyMaps(
  { path, input, force }: NpyTarget,
  sizeOf: (clip: Clip) => FrameSize | undefined,
): PlannedSink {
  if (path === '-') throw OptionError.of('output', 'expected a folder for the arrays of a clip, got standard output');
  if (isNpy(path)) throw OptionError.of('output', `expected a folder for the arrays of a clip, got "${path}"`);
  return {
    folders: [{ path, names: arrayNames }],
    measures: () => ({}),
    async open(clip) {
      const size = sizeOf(clip) ?? { width: clip.info.width, height: clip.info.height };
      const source = input === '-' ? undefined : input;
      const folder = await prepareOutput({ path, input: source, folder: arrayNames, force });
      let count = 0;
      return {
        async write({ map }) {
          const name = `${String(++count).padStart(6, '0')}${npyExtension}`;
          await writeFile(join(folder.temporary, name), bytesOf(map, size));
        },
        finish: () => folder.check(),
        commit: () => folder.commit(),
        abort: () => folder.discard(),
      };
    },
  };
}

/** Makes one sink of two, which both get every map; the second measures. */
export function bothSinks(first: PlannedSink, second: PlannedSink | undefined): PlannedSink {
  if (second === undefined) return first;
  return {
    videos: [...(first.videos ?? []), ...(second.videos ?? [])],
    files: [...(first.files ?? []), ...(second.files ?? [])],
    folders: [...(first.folders ?? []), ...(second.folders ?? [])],
    gaze: second.gaze ?? false,
    measures: (clip) => second.measures(clip),
    async open(clip) {
      const sinks = await openAll([() => first.open(clip), () => second.open(clip)]);
      const each = (work: 'finish' | 'commit') => async () => {
        for (const sink of sinks) await sink[work]();
      };
      return {
        get warnings() {
          return sinks.flatMap(({ warnings = [] }) => warnings);
        },
        async write(result) {
          for (const sink of sinks) await sink.write(result);
        },
        finish: each('finish'),
        commit: each('commit'),
        async abort() {
          await Promise.all(sinks.map((sink) => sink.abort()));
        },
      };
    },
  };
}

function bytesOf(map: SaliencyMap, size: FrameSize): Uint8Array {
  return toNpy({ width: size.width, height: size.height, data: resizeMap(map.data, map, size) });
}
