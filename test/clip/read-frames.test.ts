import { afterAll, expect, it } from 'vitest';
import { Clip } from '#lib/clip/clip.js';
import { planClip } from '#lib/clip/clip-plan.js';
import { readFrames } from '#lib/clip/read-frames.js';
import { InputError } from '#lib/core/errors.js';
import { makeClip, scratchFolder, testsrc } from '../helpers/clips.js';

const scratch = scratchFolder();
afterAll(scratch.remove);

// The second cannot be entered in the middle.
it.each(['mkv', 'ts'])('gives the frames of a .%s file as they were decoded the first time', async (extension) => {
  const path = makeClip(scratch.file(`clip.${extension}`), ...testsrc('64x48', '25', '2'), '-g', '12');
  const clip = await Clip.open(path, await planClip({ analysisSize: 32 }), { mapped: false });
  try {
    const all: { pts: number; data: Uint8Array }[] = [];
    for await (const frame of clip.frames()) {
      all.push({ pts: frame.time.pts, data: frame.data.slice() });
      frame.release();
    }
    const wanted = [0, 7, 30, 49].map((i) => all[i]!);
    const given: Uint8Array[] = [];
    const pts = wanted.map((frame) => frame.pts);
    for await (const { data } of readFrames(clip, pts)) given.push(data);
    expect(given).toEqual(wanted.map(({ data }) => data));
    await expect(readFrames(clip, [pts[0]! + 1]).next()).rejects.toThrow(InputError);
  } finally {
    await clip.close();
  }
});
