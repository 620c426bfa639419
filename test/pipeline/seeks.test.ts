import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { convert } from '#lib/pipeline/convert.js';
import { makeClip, scratchFolder } from '../helpers/clips.js';

const scratch = scratchFolder();
afterAll(scratch.remove);

const scene = ['-f', 'lavfi', '-i', 'mandelbrot=s=96x54:r=5', '-t', '50', '-pix_fmt', 'yuv420p'];

/** An AVI whose index says of every frame that decoding may start there. */
function misled(): string {
  const path = makeClip(scratch.file('misled.avi'), ...scene, '-c:v', 'mpeg4', '-g', '60', '-q:v', '3');
  const bytes = readFileSync(path);
  const index = bytes.lastIndexOf('idx1');
  for (let at = index + 8; at + 16 <= index + 8 + bytes.readUInt32LE(index + 4); at += 16) {
    bytes.writeUInt32LE(bytes.readUInt32LE(at + 4) | 0x10, at + 4);
  }
  writeFileSync(path, bytes);
  return path;
}

const clips: readonly (readonly [string, () => string, boolean])[] = [
  ['a whole Matroska clip', () => makeClip(scratch.file('whole.mkv'), ...scene, '-g', '60'), true],
  ['an AVI whose index is wrong', misled, false],
];

it.each(clips)(
  'gives the same frames of %s for any number of jobs',
  async (_, make, isExact) => {
    const clip = make();
    const options = { analysisSize: 48, size: 'analysis', encoding: { codec: 'ffv1' } } as const;
    const one = await convert(clip, scratch.file('one.mkv'), { ...options, jobs: 1, force: true });
    const three = await convert(clip, scratch.file('three.mkv'), { ...options, jobs: 3, force: true });
    expect([one.frames, three.frames]).toEqual([250, 250]);
    expect(readFileSync(scratch.file('three.mkv')).equals(readFileSync(scratch.file('one.mkv')))).toBe(true);
    const told = three.warnings.filter((warning) => warning.includes('seeking in it leads to other frames'));
    expect(told).toHaveLength(isExact ? 0 : 1);
  },
  120_000,
);
