import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { afterAll, expect, it } from 'vitest';
import { openVideo } from '#lib/clip/open-video.js';
import { decode } from '#lib/video/decode/decoder.js';
import { probe } from '#lib/video/decode/probe.js';
import { binaries, children, makeClip, scratchFolder, testsrc } from '../helpers/clips.js';

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

it('says that frames are not released, and ends', async () => {
  const info = await probe(clip, { binaries });
  const source = decode(info, { size: { width: 32, height: 24 }, binaries, releaseTimeoutMs: 50 });
  const reading = (async () => {
    for await (const frame of source) expect(frame.index).toBeLessThan(3);
  })();
  await expect(reading).rejects.toMatchObject({
    code: 'ERR_POOL',
    message: expect.stringContaining('all 3 frames that are lent at a time are out, and none was released for 0.05 s'),
  });
});

it('waits for a frame that is released late', async () => {
  const info = await probe(clip, { binaries });
  let frames = 0;
  for await (const frame of decode(info, { size: { width: 32, height: 24 }, binaries })) {
    frames++;
    setTimeout(frame.release, 5);
  }
  expect(frames).toBe(50);
});
