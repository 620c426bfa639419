import { describe, expect, it } from 'vitest';
import { optionTable, resolveOptions, takeOptions } from '#lib/core/options.js';

const table = optionTable({
  alpha: { type: 'number', min: 0, max: 0.999, default: 0.99, summary: 'weight of the neighbors' },
  superpixels: { type: 'number', min: 1, max: 2000, integer: true, default: 200, summary: 'superpixels a frame' },
  colormap: { type: 'choice', choices: ['turbo', 'gray'], default: 'turbo', summary: 'colors' },
  size: { type: 'text', placeholder: 'WxH', expected: 'WxH in pixels', pattern: /^\d+x\d+$/, summary: 'size' },
  start: { type: 'time', summary: 'first instant' },
  strict: { type: 'boolean', default: false, summary: 'fail on damage' },
});

describe('resolveOptions', () => {
  it('fills in the defaults and leaves what has none undefined', () => {
    expect(resolveOptions(table)).toEqual({
      alpha: 0.99,
      superpixels: 200,
      colormap: 'turbo',
      size: undefined,
      start: undefined,
      strict: false,
    });
  });

  it('treats an undefined value as not given', () => {
    expect(resolveOptions(table, { alpha: undefined }).alpha).toBe(0.99);
  });

  it.each([
    [{ alpha: 1.2 }, 'alpha: expected a number in [0, 0.999], got 1.2'],
    [{ alpha: Number.NaN }, 'alpha: expected a number in [0, 0.999], got NaN'],
    [{ superpixels: 2.5 }, 'superpixels: expected an integer in [1, 2000], got 2.5'],
    [{ colormap: 'jets' }, 'colormap: expected one of turbo, gray, got "jets"'],
    [{ size: '10' }, 'size: expected WxH in pixels, got "10"'],
    [{ start: '1:70' }, 'start: expected seconds or HH:MM:SS.mmm, got "1:70"'],
    [{ start: -1 }, 'start: expected seconds or HH:MM:SS.mmm, got -1'],
    [{ strict: 'yes' }, 'strict: expected true or false, got "yes"'],
    [{ colormpa: 'turbo' }, 'colormpa: unknown option; did you mean colormap?'],
  ])('says what was expected for %o', (given, message) => {
    expect(() => resolveOptions(table, given as object)).toThrow(
      expect.objectContaining({ code: 'ERR_OPTION', message, option: message.split(':')[0] }),
    );
  });

  it.each([
    [12.5, 12.5],
    ['12.5', 12.5],
    ['1:02', 62],
    ['01:02:03.250', 3723.25],
    ['0:59', 59],
  ])('reads the time %s as %d seconds', (given, expected) => {
    expect(resolveOptions(table, { start: given }).start).toBe(expected);
  });
});

describe('takeOptions', () => {
  const heat = optionTable({
    opacity: { type: 'number', min: 0, max: 1, default: 0.6, summary: 'opacity' },
    blend: { type: 'choice', choices: ['normal', 'screen'], default: 'normal', summary: 'how colors meet' },
  });
  const output = optionTable({
    overlay: { type: 'file', options: heat, summary: 'write an overlay too' },
    look: { type: 'group', options: heat, summary: 'how it looks' },
    exports: { type: 'list', choices: ['otio', 'edl'], summary: 'formats' },
  });

  it('takes what belongs to a table, complete, and hands back the rest as it was', () => {
    const [values, others] = takeOptions(heat, { opacity: 0.8, start: '1:00' });
    expect(values).toEqual({ opacity: 0.8, blend: 'normal' });
    expect(others).toEqual({ start: '1:00' });
    // @ts-expect-error What was taken is no part of the rest.
    expect(others.opacity).toBeUndefined();
  });

  it('follows a table that gains an entry', () => {
    const more = optionTable({ ...heat, blur: { type: 'number', min: 0, max: 9, default: 0, summary: 'blur' } });
    const [values, others] = takeOptions(more, { blur: 3, strict: true });
    expect(values.blur).toBe(3);
    expect(others).toEqual({ strict: true });
  });

  it('completes a file that is named by its path alone', () => {
    const [{ overlay, look }] = takeOptions(output, { overlay: 'heat.mp4', look: { opacity: 1 } });
    expect(overlay).toEqual({ path: 'heat.mp4', opacity: 0.6, blend: 'normal' });
    expect(look).toEqual({ opacity: 1, blend: 'normal' });
    expect(takeOptions(output, {})).toEqual([{ look: { opacity: 0.6, blend: 'normal' } }, {}]);
  });

  it.each([
    [{ overlay: { path: 'heat.mp4', opacity: 2 } }, 'opacity: expected a number in [0, 1], got 2'],
    [{ overlay: { path: 'heat.mp4', opacty: 1 } }, 'opacty: unknown option; did you mean opacity?'],
    [{ overlay: true }, 'overlay: expected a path, got true'],
    [{ look: 'nice' }, 'look: expected options by name, got "nice"'],
    [{ exports: ['otio', 'edk'] }, 'exports: unknown value "edk"; did you mean edl?'],
    [{ exports: 'otio' }, 'exports: expected some of otio, edl, got "otio"'],
  ])('says what was expected for %o', (given, message) => {
    expect(() => takeOptions(output, given as object)).toThrow(
      expect.objectContaining({ code: 'ERR_OPTION', message, option: message.split(':')[0] }),
    );
  });
});
