import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outputNames } from '#lib/cli/output-names.js';

const naming = { suffix: 'saliency', extensionOf: () => '.mkv', verb: 'convert', model: 'gaze' };
const named = (paths: readonly string[]) => paths.map((path) => ({ path, folder: '', found: false }));
const found = (root: string, places: readonly [folder: string, name: string][]) =>
  places.map(([folder, name]) => ({ path: join(root, folder, name), folder, found: true }));

describe('outputNames', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'saliency-names-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('derives names beside the inputs', () => {
    expect(outputNames(named(['a.mp4', 'sub/b.c.mov']), undefined, naming)).toEqual([
      'a.saliency.mkv',
      join('sub/b.c.saliency.mkv'),
    ]);
  });

  it('takes a named output for one input', () => {
    expect(outputNames(named(['a.mp4']), 'b.mov', naming)).toEqual(['b.mov']);
    expect(outputNames(named(['a.mp4']), '-', naming)).toEqual(['-']);
  });

  it('makes a folder for one input and for several', () => {
    const target = join(folder, 'new/');
    expect(outputNames(named(['x/a.mp4', 'b.mp4']), target, naming)).toEqual(
      ['a.saliency.mkv', 'b.saliency.mkv'].map((name) => join(target, name)),
    );
    expect(existsSync(target)).toBe(true);
    expect(outputNames(named(['a.mp4']), target, naming)).toEqual([join(target, 'a.saliency.mkv')]);
  });

  it('makes a folder of folders, be it named as one or not', () => {
    const pictures = { ...naming, extensionOf: () => '/' };
    for (const target of [join(folder, 'new/'), join(folder, 'other')]) {
      for (const inputs of [['a.mp4'], ['a.mp4', 'b.mp4']]) {
        expect(outputNames(named(inputs), target, pictures)[0]).toBe(join(target, 'a.saliency/'));
      }
    }
    expect(outputNames(named(['a.mp4']), 'poster.png', pictures)).toEqual(['poster.png']);
  });

  it('keeps the folders that inputs were found in, and makes them', () => {
    const inputs = found('in', [
      ['', 'x.mp4'],
      ['day1', 'x.mp4'],
      ['day2/b', 'x.mp4'],
    ]);
    const target = join(folder, 'out/');
    expect(outputNames(inputs, target, naming)).toEqual(
      ['x', 'day1/x', 'day2/b/x'].map((name) => join(target, `${name}.saliency.mkv`)),
    );
    expect(existsSync(join(target, 'day2', 'b'))).toBe(true);
  });

  it('fills templates', () => {
    const inputs = found('in', [
      ['', 'x.mp4'],
      ['day1', 'y.z.mp4'],
    ]);
    const fill = (template: string, more: object = {}) =>
      outputNames(inputs, join(folder, template), { ...naming, ...more }).map((path) => path.slice(folder.length + 1));
    expect(fill('{verb}/{name}.{model}.{ext}')).toEqual(['convert/x.gaze.mkv', 'convert/y.z.gaze.mkv']);
    expect(fill('{dir}/{name}.webm')).toEqual(['x.webm', 'day1/y.z.webm']);
    expect(fill('{index}.mov')).toEqual(['1.mov', '2.mov']);
    // A folder takes results under their derived names, and in their folders.
    expect(fill('{model}/')).toEqual(['gaze/x.saliency.mkv', 'gaze/day1/y.z.saliency.mkv']);
    expect(fill('{name}.{ext}', { extensionOf: () => '/' })).toEqual(['x', 'y.z']);
    // A model of a module cannot lead into another folder.
    expect(fill('{name}.{model}', { model: '../../x' })).toEqual(['x.x', 'y.z.x']);
  });

  it('numbers with as many digits as the last has', () => {
    const inputs = named(Array.from({ length: 12 }, (_, i) => `${i}.mp4`));
    expect(outputNames(inputs, join(folder, '{index}.mkv'), naming)[8]).toBe(join(folder, '09.mkv'));
  });

  it('stays below the working folder where a template begins with no folder', () => {
    expect(outputNames(named(['/in/x.mp4']), '{dir}/{name}.{ext}', naming)).toEqual(['x.mkv']);
  });

  it.each([
    [['a.mp4', 'b.mp4'], 'c.mp4', /expected a folder for 2 inputs.*\{name\}/],
    [['a.mp4', 'x/a.mp4'], './', /got two for "a.saliency.mkv": "a.mp4" and "x\/a.mp4"/],
    [['a.mp4', 'b.mp4'], 'all.{ext}', /got two for "all.mkv": "a.mp4" and "b.mp4"; \{name\}, \{dir\} and \{index\}/],
    [['a.mp4'], '{nam}.{ext}', /unknown field \{nam\}.*known are \{name\}, \{ext\}, \{dir\}, \{verb\}, \{model\}, /],
    [['-'], undefined, /standard input has no name/],
    [['a.mp4'], '', /expected a path, got ""/],
  ])('refuses %j to %s', (inputs, output, message) => {
    expect(() => outputNames(named(inputs), output, naming)).toThrow(message);
  });

  it('knows no model in templates of verbs that have none', () => {
    const without = { ...naming, model: undefined };
    expect(() => outputNames(named(['a.mp4']), '{model}.{ext}', without)).toThrow(/known are (?!.*\{model\}$)/);
  });
});
