/** Characters that take two columns of a terminal: of East Asia, and pictures. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;
/** Characters that are drawn over the one before. */
const joined = /[\p{Mark}\u200d]/u;

/** Counts the columns that a text takes in a terminal. */
export function textWidth(text: string): number {
  let columns = 0;
  for (const character of text) columns += widthOf(character);
  return columns;
}

/** Cuts a text to a number of columns, with `…` at its end where something is left out. */
export function fitText(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let kept = '';
  let used = 1;
  for (const character of text) {
    used += widthOf(character);
    if (used > columns) break;
    kept += character;
  }
  return columns > 0 ? `${kept}…` : '';
}

function widthOf(character: string): number {
  return joined.test(character) ? 0 : wide.test(character) ? 2 : 1;
}
