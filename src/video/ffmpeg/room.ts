import { SaliencyError } from '../../core/errors.js';
import { describeSystemError } from '../../files/describe-system-error.js';
import { requireDescriptors } from '../../files/require-descriptors.js';

/** Descriptors that the smallest work on a clip takes: a thread, a decoder, an encoder. */
const descriptorsOfClip = 16;

/**
 * Checks before the work on a clip begins that there are descriptors for it.
 *
 * @throws {SaliencyError} when too many files are open.
 */
export function requireRoom(): void {
  try {
    requireDescriptors(descriptorsOfClip);
  } catch (cause) {
    const why = describeSystemError(cause as NodeJS.ErrnoException);
    throw new SaliencyError('ERR_RESOURCES', `the clip cannot be opened: ${why}`, { cause });
  }
}
