import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { convert } from '#lib/pipeline/convert.js';
import { makeClip, scratchFolder, testsrc } from '../helpers/clips.js';

const scratch = scratchFolder();
afterAll(scratch.remove);
const clip = makeClip(scratch.file('clip.mkv'), ...testsrc());

it('puts no output in its place when one of several cannot be', async () => {
  const overlay = scratch.file('heat.mkv');
  const onProgress = () => writeFileSync(overlay, 'theirs');
  const converting = convert(clip, scratch.file('map.mkv'), {
    overlay,
    analysis: scratch.file('clip.json'),
    onProgress,
  });
  await expect(converting).rejects.toThrow('heat.mkv" exists');
  expect(readdirSync(scratch.path).sort()).toEqual(['clip.mkv', 'heat.mkv']);
  expect(readFileSync(overlay, 'utf8')).toBe('theirs');
});

it('lets many clips at a time share a signal without a warning', async () => {
  const { signal } = new AbortController();
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on('warning', note);
  const options = { signal, analysisSize: 16, size: 'analysis', force: true };
  await Promise.all(Array.from({ length: 6 }, (_, i) => convert(clip, scratch.file(`${i}.mkv`), options)));
  process.off('warning', note);
  expect(warnings).toEqual([]);
});
