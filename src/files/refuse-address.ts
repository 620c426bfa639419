import { InputError } from '../core/errors.js';

/**
 * Refuses an input that is an address: nothing is fetched from a network, and a path is none.
 *
 * @throws {InputError} for text such as `https://example.org/clip.mp4` or `file:///clip.mp4`, with what to do instead.
 */
export function refuseAddress(input: string): void {
  const scheme = /^([a-z][a-z\d+.-]+):\/\//i.exec(input)?.[1]?.toLowerCase();
  if (scheme === undefined) return;
  const instead =
    scheme === 'file'
      ? 'give the path of the file'
      : 'save it as a file first, or pipe it in (curl -L ADDRESS | saliency VERB - -o OUTPUT)';
  throw new InputError(`${input}: is an address, which is not read: ${instead}`);
}
