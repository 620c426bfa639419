/** Letters of 5 × 7 points: a digit of base 32 a row, whose highest bit is on the left. */
const letters: Readonly<Record<string, string>> = {
  ...{ a: '00e1fhf', b: 'ggmphhu', c: '00ehghe', d: '11djhhf', e: '00ehvge', f: '698s888', g: '00fhf1e', h: 'ggmphhh' },
  ...{ i: '40c444e', j: '20622ic', k: 'ggikoki', l: 'c44444e', m: '00qllhh', n: '00mphhh', o: '00ehhhe', p: '00uhugg' },
  ...{ q: '00djf11', r: '00mpggg', s: '00fge1u', t: '88s8896', u: '00hhhjd', v: '00hhha4', w: '00hhlla', x: '00ha4ah' },
  ...{ y: '00hhf1e', z: '00v248v', '0': 'ehjlphe', '1': '4c4444e', '2': 'eh1248v', '3': 'v2421he', '4': '26aiv22' },
  ...{ '5': 'vgu11he', '6': '68guhhe', '7': 'v124888', '8': 'ehhehhe', '9': 'ehhf12c', '-': '000e000', '.': '00000cc' },
  ...{ ',': '0000c48', '+': '044v440', _: '000000v', '/': '01248g0', ' ': '0000000' },
};
const unknown = 'vhhhhhv';
const [COLUMNS, ROWS, SCALE] = [5, 7, 2];

/** Height of a line of text, in pixels. */
export const TEXT_HEIGHT = ROWS * SCALE;

/**
 * Writes a line of text into a picture, white, as far as it fits; capitals become small letters.
 *
 * @param rgb - rows of `width` pixels.
 * @param right - the column before which it ends.
 */
export function writeText(
  rgb: Uint8Array,
  width: number,
  left: number,
  top: number,
  right: number,
  text: string,
): void {
  let x = left;
  for (const letter of text.toLowerCase()) {
    if (x + COLUMNS * SCALE > right) return;
    const rows = letters[letter] ?? unknown;
    for (let v = 0; v < TEXT_HEIGHT; v++) {
      const bits = Number.parseInt(rows[Math.floor(v / SCALE)]!, 32);
      for (let u = 0; u < COLUMNS * SCALE; u++) {
        if ((bits >> (COLUMNS - 1 - Math.floor(u / SCALE))) & 1) {
          const at = 3 * ((top + v) * width + x + u);
          rgb.fill(255, at, at + 3);
        }
      }
    }
    x += (COLUMNS + 1) * SCALE;
  }
}
