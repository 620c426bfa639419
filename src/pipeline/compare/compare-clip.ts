import { Clip } from '../../clip/clip.js';
import type { ClipOptions } from '../../clip/clip-options.js';
import { planClip } from '../../clip/clip-plan.js';
import { InputError, SaliencyError } from '../../core/errors.js';
import type { FrameResult } from '../../core/stream.js';
import { type Cell, ComparisonGrid } from '../../render/comparison-grid.js';
import { openEncoder } from '../../video/encode/encoder.js';
import type { EncodingOptions } from '../../video/encode/encoding-options.js';
import { checkOutputs } from '../write/check-outputs.js';
import { progressOf } from '../write/clip-progress.js';
import type { ConvertResult, OutputOptions } from '../write/conversion.js';
import type { Compared } from './compare-still.js';
import { listMasks, readMask } from './truth.js';

interface CompareClipOptions extends ClipOptions, Pick<OutputOptions, 'onProgress' | 'force'> {
  readonly masks: string | undefined;
}

/** Writes a clip beside the maps that models make of it, frame by frame. Each model reads the clip itself. */
export async function compareClip(
  input: string,
  output: string,
  compared: readonly Compared[],
  { masks: folder, force = false, onProgress, ...options }: CompareClipOptions,
  encoding: EncodingOptions,
): Promise<ConvertResult> {
  const plans = await Promise.all(compared.map((one) => planClip({ ...options, ...one })));
  const masks = folder === undefined ? undefined : await listMasks(folder);
  const target = { output, encoding, force };
  const needs = await checkOutputs({ input, videos: [{ ...target, kind: 'picture' }], files: [], folders: [], force });
  const clips: Clip[] = [];
  const runs: ReturnType<Clip['map']>[] = [];
  try {
    for (const plan of plans) clips.push(await Clip.open(input, plan, { needs }));
    runs.push(...clips.map((clip) => clip.map()));
    const clip = clips[0]!;
    const labels = ['clip', ...(masks === undefined ? [] : ['mask']), ...plans.map(({ model }) => model.name)];
    const grid = new ComparisonGrid(clip.size, labels);
    const { info, binaries } = clip;
    const { start, end, signal } = plans[0]!;
    const pictures = { width: grid.width, height: grid.height, format: 'rgb24' } as const;
    const job = { ...target, info, start, end, binaries, signal, pictures, compose: { kind: 'picture' } as const };
    const encoder = await openEncoder(job);
    const tell = progressOf(clip, onProgress);
    let frames = 0;
    try {
      for (let results = await nextOf(runs); results !== undefined; results = await nextOf(runs)) {
        const { frame, time } = results[0]!;
        const cells: Cell[] = [frame.data];
        if (masks !== undefined) cells.push(await readMask(maskAt(masks, frames, folder!), info, clip.size));
        cells.push(...results.map(({ map }) => map.data));
        await encoder.write(grid.paint(cells).data, time);
        frames++;
        tell?.(results[0]!);
      }
      await encoder.finish();
      await encoder.commit();
    } catch (error) {
      await encoder.abort();
      throw error;
    }
    const spare = masks === undefined ? 0 : masks.length - frames;
    const warnings = [...clip.warnings, ...encoder.warnings];
    if (spare > 0) warnings.push(`${folder}: ${spare} masks more than frames were left out`);
    return {
      frames,
      outputs: [output],
      commands: [clip.commandLine, encoder.commandLine],
      warnings,
      damage: clip.damage,
    };
  } finally {
    await Promise.allSettled(runs.map((run) => run.return(undefined)));
    await Promise.allSettled(clips.map((clip) => clip.close()));
  }
}

/** The next result of each model, all of one frame; undefined at the end. */
async function nextOf(runs: readonly ReturnType<Clip['map']>[]): Promise<FrameResult[] | undefined> {
  const all = await Promise.all(runs.map((run) => run.next()));
  const results = all.flatMap(({ done, value }) => (done ? [] : [value as FrameResult]));
  if (results.length === 0) return undefined;
  if (results.length < all.length) throw new SaliencyError('ERR_INPUT', 'the clip was read to different ends');
  return results;
}

function maskAt(masks: readonly string[], frame: number, folder: string): string {
  const mask = masks[frame];
  if (mask === undefined) throw new InputError(`${folder}: holds ${masks.length} masks, the clip has more frames`);
  return mask;
}
