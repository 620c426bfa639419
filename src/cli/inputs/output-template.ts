import { OptionError } from '../../index.js';

/** What the fields of a template stand for, for one input; undefined where a verb has no such thing. */
export interface TemplateFields {
  /** The input's name without its extension. */
  readonly name: string;
  /** The extension of the result, without its dot; empty for a folder. */
  readonly ext: string;
  /** The folder that the input was found in, from the named one on; empty for an input that was named. */
  readonly dir: string;
  readonly verb: string;
  readonly model: string | undefined;
  /** The place among the inputs, from 1. */
  readonly index: string;
}

const field = /\{([^{}]*)\}/g;

/** Tells whether the name of an output has fields. */
export function isTemplate(output: string): boolean {
  return output.search(field) !== -1;
}

/**
 * Fills a template: `out/{dir}/{name}.{model}.{ext}`.
 *
 * @throws {OptionError} for a field that is not known, with those that are.
 */
export function fillTemplate(template: string, fields: TemplateFields): string {
  const known = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const values = new Map(known);
  // A dot that parts an extension from a name has nothing to part where there is none.
  const text = fields.ext === '' ? template.replaceAll('.{ext}', '') : template;
  return text.replaceAll(field, (written, name: string, at: number) => {
    const value = values.get(name);
    if (value === undefined) {
      const names = known.map(([one]) => `{${one}}`).join(', ');
      throw OptionError.of('output', `unknown field ${written} in "${template}"; known are ${names}`);
    }
    // Without a folder, what begins with it stays where it is: a slash alone would lead to the root.
    return name === 'dir' && value === '' && /^[/\\]/.test(text.slice(at + written.length)) ? '.' : value;
  });
}
