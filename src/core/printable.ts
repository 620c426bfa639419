/** Characters that would steer a terminal, or show a text other than it is. */
const steering = /[\p{Cc}\p{Bidi_Control}\p{Surrogate}\u2028\u2029]/gu;

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Words that are longer are cut: what was given may be of any length. */
const longestWord = 240;

/** Makes a text that may hold anything fit for one line of a terminal: steering characters are escaped, long words cut. */
export function printable(text: string): string {
  return text.replace(steering, escaped).replace(/\S{241,}/gu, (word) => cut(word, longestWord));
}

/** Cuts a text in its middle to a number of characters. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const half = Math.floor(length / 2);
  return `${text.slice(0, half)}…${text.slice(half + 1 - length)}`;
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!;
  return short[character] ?? (code < 256 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`);
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
