import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { afterAll, expect, it } from 'vitest';
import { openVideo } from '#lib/clip/open-video.js';
import { children, makeClip, scratchFolder, testsrc } from '../helpers/clips.js';

const scratch = scratchFolder();
afterAll(scratch.remove);
const clip = makeClip(scratch.file('clip.mkv'), ...testsrc('64x48', '25', '2'));

// A named pipe goes to a temporary file, as standard input does.
it.skipIf(process.platform === 'win32')('closes a clip whose frames are never read', async () => {
  const pipe = scratch.file('pipe');
  execFileSync('mkfifo', [pipe]);
  const feeding = writeFile(pipe, readFileSync(clip));
  const video = await openVideo(pipe);
  await feeding;
  expect(existsSync(video.info.path)).toBe(true);
  await video.close();
  expect(existsSync(video.info.path)).toBe(false);
  await video.close();
});

it('closes a clip whose frames are being read', async (test) => {
  if (children() === undefined) return test.skip('this system does not tell of children');
  const video = await openVideo(clip);
  const frames = video[Symbol.asyncIterator]();
  const { value } = await frames.next();
  value!.release();
  expect(children()).toHaveLength(1);
  await video.close();
  expect(children()).toHaveLength(0);
  expect(await frames.next()).toMatchObject({ done: true });
});
