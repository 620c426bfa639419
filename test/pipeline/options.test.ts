import { describe, expect, it } from 'vitest';
import type { ClipOptions } from '#lib/clip/clip-options.js';
import { openVideo } from '#lib/clip/open-video.js';
import { saliency } from '#lib/pipeline/saliency.js';

describe('options that would have no effect', () => {
  it.each([
    ['saliency', (options: ClipOptions) => saliency('clip.mp4', options).next(), { jobs: 2 }, /^jobs: unknown option/],
    ['openVideo', (options: ClipOptions) => openVideo('clip.mp4', options), { jobs: 2 }, /^jobs: unknown option/],
    ['openVideo', (options: ClipOptions) => openVideo('clip.mp4', options), { model: 'x' }, /^model: unknown option/],
  ])('are refused by %s', async (_, call, options, message) => {
    await expect(call(options as ClipOptions)).rejects.toMatchObject({
      code: 'ERR_OPTION',
      message: expect.stringMatching(message),
    });
  });

  it('are no part of its type', () => {
    // @ts-expect-error Frames come one after the other.
    saliency('clip.mp4', { jobs: 2 });
    // @ts-expect-error There is no model.
    const read = () => openVideo('clip.mp4', { modelOptions: {} });
    expect(read).toBeDefined();
  });
});
