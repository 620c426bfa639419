import { InputError } from '../../core/errors.js';

/**
 * Parses a file of JSON.
 *
 * @param name - of the file, for messages.
 * @throws {InputError} for what is no JSON, or ends early.
 */
export function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError(`${name}: not a complete JSON document`, { cause });
  }
}
