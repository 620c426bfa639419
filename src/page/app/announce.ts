import { elementById } from './element-by-id.js';

/** Tells users of screen readers what has changed. */
export function announce(words: string): void {
  elementById('status').textContent = words;
}
