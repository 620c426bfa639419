import { OptionError, SaliencyError } from '../core/errors.js';

/** The error for what a model threw: one of ours stays as it is; all else becomes one with the code `ERR_MODEL`. */
export function modelError(model: string, thrown: unknown): SaliencyError {
  if (thrown instanceof SaliencyError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  // A module may use another copy of the package, the classes of which are not these.
  const { code, option } = (thrown ?? {}) as { readonly code?: unknown; readonly option?: unknown };
  if (code === 'ERR_OPTION') return OptionError.again(message, option, { cause: thrown });
  return new SaliencyError('ERR_MODEL', `${model} failed: ${message}`, { cause: thrown });
}
