/** Makes what a client calls a file fit to be shown: one line, no folders, at most 120 characters. It is data, and no path. */
export function displayName(given: string): string {
  const [last = ''] = given.split(/[/\\]/).slice(-1);
  const name = last.replace(/[\p{C}\p{Zl}\p{Zp}"]/gu, '').trim();
  const characters = Array.from(name);
  return characters.length <= 120 ? name : [...characters.slice(0, 90), '…', ...characters.slice(-29)].join('');
}
