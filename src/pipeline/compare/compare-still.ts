import { chooseModel, type ModelOption } from '../../clip/choose-model.js';
import { type ClipOptions, clipOptions } from '../../clip/clip-options.js';
import { resolveOptions } from '../../core/options.js';
import { readImage } from '../../images/read-image.js';
import { checkImageOutput, writeRgb } from '../../images/write-image.js';
import { type Cell, ComparisonGrid } from '../../render/comparison-grid.js';
import { mapStill } from '../map-still.js';
import type { ConvertResult } from '../write/conversion.js';
import { drawFixations, maskOf, readMask } from './truth.js';

/** A model that is compared. */
export interface Compared {
  readonly model: ModelOption;
  readonly modelOptions: Readonly<Record<string, unknown>>;
}

interface StillOptions extends Pick<ClipOptions, 'analysisSize' | 'signal'> {
  readonly masks: string | undefined;
  readonly fixations: string | undefined;
  readonly force: boolean | undefined;
}

/** Writes a still beside the maps that models make of it, and beside the truth. */
export async function compareStill(
  input: string,
  output: string,
  compared: readonly Compared[],
  { analysisSize, signal, masks, fixations, force }: StillOptions,
): Promise<ConvertResult> {
  const models = await Promise.all(compared.map(({ model, modelOptions }) => chooseModel(model, modelOptions)));
  const target = { force: force ?? false, input, signal };
  await checkImageOutput(output, target);
  const { analysisSize: longSide } = resolveOptions({ analysisSize: clipOptions.analysisSize }, { analysisSize });
  const picture = await readImage(input, { longSide });
  const size = { width: picture.width, height: picture.height };
  const labels = ['picture'];
  const cells: Cell[] = [picture.data];
  if (masks !== undefined) {
    labels.push('mask');
    cells.push(await readMask(await maskOf(masks, input), picture.original, size));
  }
  if (fixations !== undefined) {
    labels.push('fixations');
    cells.push(await drawFixations(fixations, input, picture.data, size));
  }
  for (const model of models) {
    signal?.throwIfAborted();
    labels.push(model.name);
    cells.push((await mapStill(picture, model)).data);
  }
  await writeRgb(new ComparisonGrid(size, labels).paint(cells), output, target);
  return { frames: 1, outputs: [output], commands: [], warnings: [], damage: undefined };
}
