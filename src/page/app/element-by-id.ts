/**
 * Finds an element of the page that has to be there.
 *
 * @throws {TypeError} where the page and its script do not belong together.
 */
export function elementById<E extends Element = HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (found === null) throw new TypeError(`the page has no element "${id}"`);
  return found as Element as E;
}
