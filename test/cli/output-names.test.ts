import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outputNames } from '#lib/cli/output-names.js';

const naming = { suffix: 'saliency', extensionOf: () => '.mkv' };

describe('outputNames', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'saliency-names-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('derives names beside the inputs', () => {
    expect(outputNames(['a.mp4', 'sub/b.c.mov'], undefined, naming)).toEqual([
      'a.saliency.mkv',
      'sub/b.c.saliency.mkv',
    ]);
  });

  it('takes a named output for one input', () => {
    expect(outputNames(['a.mp4'], 'b.mov', naming)).toEqual(['b.mov']);
    expect(outputNames(['a.mp4'], '-', naming)).toEqual(['-']);
  });

  it('makes a folder for one input and for several', () => {
    const target = join(folder, 'new/');
    expect(outputNames(['x/a.mp4', 'b.mp4'], target, naming)).toEqual(
      ['a.saliency.mkv', 'b.saliency.mkv'].map((name) => join(target, name)),
    );
    expect(existsSync(target)).toBe(true);
    expect(outputNames(['a.mp4'], target, naming)).toEqual([join(target, 'a.saliency.mkv')]);
  });

  it('makes a folder of folders, be it named as one or not', () => {
    const pictures = { ...naming, extensionOf: () => '/' };
    for (const target of [join(folder, 'new/'), join(folder, 'other')]) {
      for (const inputs of [['a.mp4'], ['a.mp4', 'b.mp4']]) {
        expect(outputNames(inputs, target, pictures)[0]).toBe(join(target, 'a.saliency/'));
      }
    }
    expect(outputNames(['a.mp4'], 'poster.png', pictures)).toEqual(['poster.png']);
  });

  it.each([
    [['a.mp4', 'b.mp4'], 'c.mp4', 'expected a folder for 2 inputs'],
    [['a.mp4', 'x/a.mp4'], './', 'got two for "a.saliency.mkv"'],
    [['-'], undefined, 'standard input has no name'],
    [['a.mp4'], '', 'expected a path, got ""'],
  ])('refuses %j to %s', (inputs, output, message) => {
    expect(() => outputNames(inputs, output, naming)).toThrow(message);
  });
});
