import { OptionError } from '../core/errors.js';
import type { FrameSize } from '../core/frame.js';
import { type OptionValues, optionTable, resolveOptions } from '../core/options.js';
import { flowOptions } from '../models/flow-options.js';

const CHANNELS = /^\s*-?\d+(\.\d+)?(\s*,\s*-?\d+(\.\d+)?){2}\s*$/;

/** A file may say these by itself: by these names, with `saliency.` before. */
const described = optionTable({
  inputSize: {
    type: 'text',
    placeholder: 'WxH',
    expected: 'a size as 320x320, of 4096 at most',
    pattern: /^[1-9]\d{0,3}x[1-9]\d{0,3}$/,
    accepts: (text) => text.split('x').every((side) => Number(side) <= 4096),
    summary: 'size that the network of a user sees pictures at',
  },
  mean: {
    type: 'text',
    placeholder: 'r,g,b',
    expected: 'three numbers with commas between',
    pattern: CHANNELS,
    summary: 'what is taken from channels of 0 to 1 before that network; 0.485,0.456,0.406 if its file does not say',
  },
  deviation: {
    type: 'text',
    placeholder: 'r,g,b',
    expected: 'three numbers above 0 with commas between',
    pattern: CHANNELS,
    accepts: (text) => text.split(',').every((part) => Number(part) > 0),
    summary: 'what channels are divided by after that; 0.229,0.224,0.225 if its file does not say',
  },
  outputName: {
    type: 'text',
    placeholder: 'name',
    summary: 'the output of that network that is the map; the first if its file does not say',
  },
  activation: {
    type: 'choice',
    choices: ['none', 'sigmoid', 'softmax', 'stretch'],
    summary: 'what makes [0, 1] of its output: nothing, of logits, of log densities, or least to 0 and greatest to 1',
  },
});

/** The options of the model that runs a network of the user's own. */
export const onnxOptions = optionTable({
  weights: { type: 'text', placeholder: 'path', summary: 'the ONNX file of a network, for --model onnx' },
  ...described,
  latency: flowOptions.latency,
  networkEvery: flowOptions.networkEvery,
});

type Described = OptionValues<typeof described>;

/** The use of a network: what goes in and what comes out, all decided but what its graph says. */
export interface NetworkDescription {
  /** Undefined where the graph has to say it. */
  readonly inputSize: FrameSize | undefined;
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** Undefined for the first output. */
  readonly outputName: string | undefined;
  readonly activation: NonNullable<Described['activation']>;
}

/**
 * Decides how a network is used: as the options say, else as the properties of its file do, else as is usual.
 *
 * @throws {OptionError} for a property of the file that cannot be.
 */
export function describeNetwork(given: Described, properties: ReadonlyMap<string, string>): NetworkDescription {
  const told = Object.fromEntries(
    Object.keys(described).flatMap((name) => {
      const value = properties.get(`saliency.${name}`);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const { inputSize, mean, deviation, outputName, activation } = { ...readTold(told), ...withoutGaps(given) };
  const [width, height] = inputSize === undefined ? [] : inputSize.split('x').map(Number);
  return {
    inputSize: width === undefined ? undefined : { width, height: height! },
    mean: (mean ?? '0.485,0.456,0.406').split(',').map(Number),
    deviation: (deviation ?? '0.229,0.224,0.225').split(',').map(Number),
    outputName,
    activation: activation ?? 'none',
  };
}

function readTold(told: Readonly<Record<string, unknown>>): Partial<Described> {
  try {
    return withoutGaps(resolveOptions(described, told));
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    throw OptionError.of('weights', `the file says of itself: saliency.${error.message}`, { cause: error });
  }
}

/** The options that have a value. */
function withoutGaps(values: Described): Partial<Described> {
  const names = Object.keys(described);
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => names.includes(name) && value !== undefined),
  );
}
