import { InputError, OptionError, SaliencyError } from '../core/errors.js';
import type { FrameSize } from '../core/frame.js';
import type { FrameStats } from '../core/model.js';

/** A model as the options choose it, checked and complete. */
export interface ModelChoice {
  readonly name: string;
  /** URL of the module that the model comes from; absent for a model of the package. */
  readonly module?: string | undefined;
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * A request to a model host; each is answered once. Shared memory of frames is sent once and known by its number from
 * then on, until a reset: handing it over takes longer than some steps of a model.
 */
export type ModelRequest =
  | { readonly kind: 'create'; readonly model: ModelChoice; readonly size: FrameSize }
  | { readonly kind: 'push'; readonly frame: number; readonly rgb: Uint8Array | undefined }
  | { readonly kind: 'flush' | 'reseed' | 'reset' };

/** The answer of a model host: the places for maps, how sure each new map is, or what went wrong. */
export type ModelReply =
  | {
      readonly kind: 'created';
      readonly latency: number;
      /** Shared memory that maps will be written to, `latency + 1` of them; absent where maps travel with the answers. */
      readonly slots: readonly Float32Array[] | undefined;
    }
  | {
      readonly kind: 'done';
      readonly confidences: readonly (number | undefined)[];
      /** The maps, where there are no slots for them. */
      readonly maps: readonly Float32Array[] | undefined;
      readonly stats: FrameStats | undefined;
    }
  | { readonly kind: 'failed'; readonly error: ErrorRecord };

/** An error as it travels between threads, which would lose its class and its properties. */
export interface ErrorRecord {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** The own properties of plain values: `code`, and what else the class has. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly cause: ErrorRecord | undefined;
}

const classes = { OptionError, InputError, SaliencyError };

/** The record of something that was thrown. */
export function recordError(thrown: unknown): ErrorRecord {
  if (!(thrown instanceof Error)) {
    return { name: 'Error', message: String(thrown), stack: undefined, properties: {}, cause: undefined };
  }
  const { name, message, stack, cause } = thrown;
  const properties = Object.fromEntries(Object.entries(thrown).filter(([, value]) => isPlain(value)));
  return { name, message, stack, properties, cause: cause === undefined ? undefined : recordError(cause) };
}

/** The error of a record: of its own class where that is one of ours that can be made again, else an `Error`. */
export function errorOf({ name, message, stack, properties, cause }: ErrorRecord): Error {
  const options = cause === undefined ? undefined : { cause: errorOf(cause) };
  const error = make(name, message, properties, options);
  if (stack !== undefined) error.stack = stack;
  return Object.assign(error, properties, error.name === name ? {} : { name });
}

function make(
  name: string,
  message: string,
  properties: ErrorRecord['properties'],
  options: ErrorOptions | undefined,
): Error {
  const code = String(properties.code);
  if (!code.startsWith('ERR_') || !Object.hasOwn(classes, name)) return new Error(message, options);
  if (name === 'OptionError') return OptionError.again(message, properties.option, options);
  if (name === 'SaliencyError') return new SaliencyError(code, message, options);
  return new InputError(message, options);
}

function isPlain(value: unknown): boolean {
  return Array.isArray(value) ? value.every(isPlain) : ['string', 'number', 'boolean'].includes(typeof value);
}
