import { describe, expect, it } from 'vitest';
import { resolveImport, sources, withoutComments } from './sources.js';

const textOf = (path: string) => sources.find((source) => source.path === path)?.text;

/** index.ts, and the part of it that runs in a browser. */
const entries = ['index.ts', 'browser.ts'].map((path) => withoutComments(textOf(path) ?? '')).join('\n');

/** The names that the package exports, and the files that they are declared in. */
const exported = Array.from(
  entries.matchAll(/export\s+(?:type\s+)?\{([^}]*)\}\s+from\s+'([^']+)'/g),
  ([, names, specifier]) =>
    names!
      .split(',')
      .map((name) => name.trim().replace(/^type\s+/, ''))
      .filter((name) => name !== '')
      .map((name) => ({ name: name.split(/\s+as\s+/)[0]!, path: resolveImport('index.ts', specifier!) })),
).flat();

/** The doc comment directly above the declaration of a name; undefined when there is none. */
function docOf(text: string, name: string): string | undefined {
  const kinds = '(?:abstract |async )*(?:function\\*?|class|const|interface|type|enum)';
  const declaration = new RegExp(`^export (?:declare )?${kinds} ${name}\\b`, 'm').exec(text);
  if (declaration === null) throw new Error(`${name} is not declared where index.ts takes it from`);
  // Instructions to the linter may stand between a doc comment and its declaration.
  const above = text
    .slice(0, declaration.index)
    .replace(/(?:\n\/\/ biome-ignore .*)+\s*$/, '')
    .trimEnd();
  if (!above.endsWith('*/')) return undefined;
  const comment = above.slice(above.lastIndexOf('/*'));
  return comment.startsWith('/**')
    ? comment
        .slice(3, -2)
        .replace(/^\s*\* ?/gm, '')
        .trim()
    : undefined;
}

/** Whether a sentence tells more than the name does: three words at least, and some that the name has not. */
function saysSomething(sentence: string, name: string): boolean {
  const ofName = name.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
  const words = sentence.toLowerCase().match(/[\p{L}\d]+/gu) ?? [];
  const filler = ['a', 'an', 'the', 'of', 'for', 'is', 'are', ...ofName, ...ofName.map((word) => `${word}s`)];
  return words.length >= 3 && words.some((word) => !filler.includes(word));
}

const firstSentence = (doc: string) => doc.split(/\n\n|(?<=[.!?])\s|\n@/)[0]!;

describe('the public documentation', () => {
  it('tells apart a sentence that says something and one that does not', () => {
    expect(saysSomething('The frame size.', 'FrameSize')).toBe(false);
    expect(saysSomething('Options for convert.', 'ConvertOptions')).toBe(false);
    expect(saysSomething('Width and height in pixels.', 'FrameSize')).toBe(true);
    expect(docOf('/** Two words. */\nexport const a = 1;', 'a')).toBe('Two words.');
    expect(docOf('/* not a doc comment */\nexport type A = 1;', 'A')).toBeUndefined();
    expect(docOf('/** Of b. */\nconst b = 2;\nexport const a = 1;', 'a')).toBeUndefined();
  });

  it('finds what the package exports', () => {
    expect(exported.length).toBeGreaterThan(5);
  });

  it.each(exported)('says what $name is', ({ name, path }) => {
    const doc = docOf(textOf(path) ?? '', name);
    expect(doc, `${path}: ${name} has no doc comment`).toBeDefined();
    const sentence = firstSentence(doc!);
    expect(saysSomething(sentence, name), `${path}: ${name}: "${sentence}" says nothing`).toBe(true);
  });

  it('exports in index.ts and browser.ts only what is declared below them', () => {
    const own = entries.replace(/export\s+(?:type\s+)?\{[^}]*\}\s+from\s+'[^']+';?/g, '');
    expect(own.trim()).toBe("export * from './browser.js';");
  });
});
