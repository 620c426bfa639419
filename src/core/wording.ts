/** The name of an option within a text. */
export interface OptionName {
  readonly option: string;
}

/** A text in which names of options are marked, so that each interface spells them as its users write them. */
export type Wording = readonly (string | OptionName)[];

/** Turns the name of an option into what the users of an interface write: `safeMargin`, or `--safe-margin`. */
export type Spelling = (option: string) => string;

/** Marks the name of an option in a text that {@link wording} makes. */
export function optionName(option: string): OptionName {
  return { option };
}

/** Makes a text of a template: `` wording`"${path}" exists; the option ${optionName('force')} overwrites it` ``. */
export function wording(texts: TemplateStringsArray, ...values: readonly (string | number | OptionName)[]): Wording {
  return texts.flatMap((text, i) => {
    const value = values[i];
    return value === undefined ? [text] : [text, typeof value === 'object' ? value : String(value)];
  });
}

/** Writes a text out. */
export function spell(words: Wording, spelling: Spelling): string {
  return words.map((word) => (typeof word === 'string' ? word : spelling(word.option))).join('');
}
