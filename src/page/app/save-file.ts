import { makeElement } from './make-element.js';

/** Hands a file over to the user, as a download under this name. */
export function saveFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = makeElement('a', { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads it after the click; how long it takes to begin is not told.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
