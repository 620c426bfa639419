import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';

/**
 * Checks that a number of files can be opened still. What starts and finds itself without descriptors half way, in Node,
 * does not give back those that it has got.
 *
 * @throws {Error} as the system does when too many files are open.
 */
export function requireDescriptors(count: number): void {
  const opened: number[] = [];
  try {
    while (opened.length < count) opened.push(openSync(devNull, 'r'));
  } finally {
    for (const one of opened) closeSync(one);
  }
}
