/** Colors by the names of HTML 4. */
const colorNames: Readonly<Record<string, string>> = {
  ...{ black: '000000', silver: 'c0c0c0', gray: '808080', white: 'ffffff', maroon: '800000', red: 'ff0000' },
  ...{ purple: '800080', fuchsia: 'ff00ff', green: '008000', lime: '00ff00', olive: '808000', yellow: 'ffff00' },
  ...{ navy: '000080', blue: '0000ff', teal: '008080', aqua: '00ffff' },
};

/**
 * Reads a color such as `#00b140` or `black`.
 *
 * @returns red, green and blue in [0, 255]; undefined for other text.
 */
export function readColor(text: string): [red: number, green: number, blue: number] | undefined {
  const named = Object.hasOwn(colorNames, text) ? colorNames[text] : undefined;
  const hex = /^#?([\da-f]{6})$/i.exec(text)?.[1] ?? named;
  if (hex === undefined) return undefined;
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return [red, green, blue];
}
