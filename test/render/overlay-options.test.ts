import { describe, expect, it } from 'vitest';
import { OptionError } from '#lib/core/errors.js';
import { resolveOptions } from '#lib/core/options.js';
import { overlayOptions } from '#lib/render/overlay-options.js';

describe('overlayOptions', () => {
  it('has a default for each option', () => {
    expect(resolveOptions(overlayOptions)).toEqual({
      colormap: 'turbo',
      opacity: 0.6,
      threshold: 0.2,
      blend: 'normal',
      sideBySide: false,
    });
  });

  it('refuses what is out of range and names the choices', () => {
    expect(() => resolveOptions(overlayOptions, { opacity: 1.5 })).toThrow(OptionError);
    expect(() => resolveOptions(overlayOptions, { colormap: 'rainbow' as 'jet' })).toThrow(/turbo, inferno, magma/);
  });
});
