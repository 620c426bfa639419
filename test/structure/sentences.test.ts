import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './sources.js';

/** Openings of clauses, which are no sentences: "Tells whether …" is one, "Whether …" is none. */
const fragment = /^(?:What|How|Whether|Where|Those|Which|When)\b/;

/** Rooms whose sentences are still to be written. */
const unread = [
  'analysis/shots',
  'cli',
  'clip',
  'core/model',
  'core/options',
  'models',
  'pipeline',
  'segments',
  'workers',
];

/** All TypeScript that is written by hand, the kernels' own language included. */
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && path !== 'kernels/wasm.ts' && path !== 'report/assets.ts')
  .sort();

/** The text of every doc comment, one line each. */
function docComments(text: string): string[] {
  return Array.from(text.matchAll(/\/\*\*([\s\S]*?)\*\//g), ([, comment]) =>
    comment!
      .replace(/^\s*\*(?!\/)/gm, '')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}

describe('the doc comments of src', () => {
  it('are found in one line and in several', () => {
    expect(docComments('/** One. */ a /* no */ b\n  /**\n   * Two\n   * of them.\n   */')).toEqual([
      'One.',
      'Two of them.',
    ]);
  });

  it('begin with a sentence, not with a clause', () => {
    const wrong = files
      .filter((path) => !unread.some((room) => path.startsWith(room)))
      .flatMap((path) => docComments(readFileSync(join(root, path), 'utf8')).map((comment) => ({ path, comment })))
      .filter(({ comment }) => fragment.test(comment))
      .map(({ path, comment }) => `${path}: ${comment}`);
    expect(wrong).toEqual([]);
  });
});
