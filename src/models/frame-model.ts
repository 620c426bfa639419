import type { FrameSize } from '../core/frame.js';
import type { ModelDefinition, SaliencyModel } from '../core/model.js';
import { type OptionTable, type OptionValues, optionTable } from '../core/options.js';
import { cutThresholdOption } from '../temporal/shot-cuts.js';
import { FrameByFrameModel } from './frame-by-frame.js';
import { type FrameFunction, type FrameMethod, methodOf } from './frame-method.js';
import { smoothInTime, smoothingOptions } from './smooth-in-time.js';

/** Options that every model of single frames has. */
const frameModelOptions = optionTable({
  temporal: {
    type: 'choice',
    choices: ['smooth', 'off'],
    default: 'smooth',
    summary: 'carry maps along the flow of each shot so that they hold still, or map each frame alone',
  },
  ...smoothingOptions,
  frameRemoval: {
    type: 'boolean',
    default: true,
    summary: 'leave out flat bars and frames around the picture, decided over each shot',
    negation: 'take flat bars and frames around the picture for part of it',
  },
  cutThreshold: cutThresholdOption,
});

type WithFrameModelOptions<T extends OptionTable> = Omit<typeof frameModelOptions, keyof T> & T;

/** The description of a model that looks at one frame at a time: what `frameModel` makes a model of. */
export interface FrameModelDescription<T extends OptionTable = OptionTable>
  extends Pick<ModelDefinition<T>, 'name' | 'summary' | 'reference' | 'kind'> {
  /** Its own options, beside those that every model of single frames has; one of the same name replaces that one. */
  readonly options?: T;
  /**
   * Makes ready for frames of one size: allocates, and loads what has to be loaded.
   *
   * @param size - the size of the frames; a picture that is handed over may be smaller, by the bars around it.
   * @param options - the checked values of the model's options.
   */
  prepare(
    size: FrameSize,
    options: OptionValues<T>,
  ): FrameFunction | FrameMethod | Promise<FrameFunction | FrameMethod>;
}

/**
 * Makes a model of what finds the salient pixels of a single picture.
 *
 * The model finds the cuts, leaves out letterbox bars, carries maps along the optical flow of each shot, and keeps the
 * statistics; the arithmetic of a picture is all that a description has to hold. It gets the options `temporal` (smooth or
 * off), `latency`, `frameRemoval` and `cutThreshold` beside those of the description.
 *
 * @param description - name, words, options, and `prepare`, which returns the function that maps a picture.
 */
export function frameModel<const T extends OptionTable>(
  description: FrameModelDescription<T>,
): ModelDefinition<WithFrameModelOptions<T>> {
  const { name, summary, reference, kind, options, prepare } = description;
  return {
    name,
    summary,
    reference,
    kind,
    options: { ...frameModelOptions, ...options } as unknown as WithFrameModelOptions<T>,
    async create(size, values) {
      const method = await prepare(size, values as unknown as OptionValues<T>);
      return createFrameModel(size, method, values as unknown as OptionValues<typeof frameModelOptions>);
    },
  };
}

/** Makes the model of a prepared method; `frameModel` does so for a definition. */
export function createFrameModel(
  size: FrameSize,
  prepared: FrameFunction | FrameMethod,
  { temporal, latency, frameRemoval, cutThreshold }: OptionValues<typeof frameModelOptions>,
): SaliencyModel {
  const method = typeof prepared === 'function' ? methodOf(prepared, size) : prepared;
  const model = new FrameByFrameModel(size, method, { frameRemoval, cutThreshold });
  return temporal === 'off' ? model : smoothInTime(model, { latency });
}
