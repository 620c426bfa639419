import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { ReframePlan } from '#lib/analysis/reframe/reframe-plan.js';
import { reframe } from '#lib/pipeline/reframe/reframe.js';
import { findBinaries } from '#lib/video/ffmpeg/binaries.js';
import { instants, irregular, makeClip, scratchFolder, show } from '../../helpers/clips.js';

const scratch = scratchFolder();
afterAll(scratch.remove);
const [width, height] = [320, 180];
const lossless = { codec: 'ffv1', pixFmt: 'yuv420p' };
/** An aspect whose crop is cut out of the clip pixel for pixel. */
const small = { analysisSize: 160, aspect: '5:9' };

/** A gray ramp from left to right, so that every column tells where it is from, and a red box that moves over it. */
function ramp(name: string, speed: number, ...more: string[]): string {
  // Chroma counts in steps of two pixels.
  const box = (step: number) => `lt(abs(${step}*X-(60+N*${speed})),22)*lt(abs(${step}*Y-90),40)`;
  const levels = `lum='if(${box(1)},200,20+X/2)':cb='if(${box(2)},90,128)':cr='if(${box(2)},230,128)'`;
  const source = ['-f', 'lavfi', '-i', `nullsrc=s=${width}x${height}:r=25:d=1.2,geq=${levels},format=yuv420p`];
  return makeClip(scratch.file(name), ...source, ...more, '-c:v', 'ffv1');
}

/** Luma of every frame. */
function luma(path: string, size: { width: number; height: number }): Buffer[] {
  const raw = makeClip(
    `${path}.raw`,
    '-i',
    path,
    '-map',
    '0:v',
    ...['-f', 'rawvideo', '-pix_fmt', 'yuv420p'],
    '-vsync',
    '0',
  );
  const bytes = readFileSync(raw);
  const frame = (size.width * size.height * 3) / 2;
  return Array.from({ length: bytes.length / frame }, (_, i) =>
    bytes.subarray(i * frame, i * frame + size.width * size.height),
  );
}

/** The column of the source that a cropped frame begins at, in fractions of a pixel, by the ramp in its top rows. */
function columnOf(frame: Buffer, size: { width: number; height: number }): number {
  const top = frame.subarray(0, 20 * size.width);
  const mean = top.reduce((sum, level) => sum + level, 0) / top.length;
  // Halves are rounded down as the ramp is drawn: a quarter of a level is lost on average.
  return 2 * (mean + 0.25 - 20) - (size.width - 1) / 2;
}

function planOf(path: string): ReframePlan {
  return JSON.parse(readFileSync(path, 'utf8'));
}

describe('reframe', () => {
  it('cuts out of each frame what the path says, and keeps the instants and the sound', async () => {
    const clip = ramp('moving.mkv', 6, '-f', 'lavfi', '-i', 'sine=d=1.2', '-shortest');
    const [output, path] = [scratch.file('upright.mkv'), scratch.file('path.json')];
    const result = await reframe(clip, output, { ...small, path, encoding: lossless });
    const { frames, output: size } = planOf(path);
    expect(size).toEqual({ width: 100, height: 180 });
    expect(result).toMatchObject({
      frames: 30,
      outputs: [output, path],
      size,
      shots: 1,
      paddedShots: 0,
      damage: undefined,
    });
    expect(result.kept).toBeGreaterThan(result.keptByCenter + 0.05);
    const columns = luma(output, size).map((frame) => columnOf(frame, size));
    expect(columns).toHaveLength(30);
    for (const [i, column] of columns.entries()) {
      expect(Math.abs(column - frames[i]!.crop.x * width)).toBeLessThanOrEqual(0.76);
    }
    expect(columns.at(-1)! - columns[0]!).toBeGreaterThan(10);
    expect(instants(output)).toEqual(instants(clip));
    expect(show(output, '-show_entries', 'stream=codec_type').streams.map((stream) => stream.codec_type)).toEqual([
      'video',
      'audio',
    ]);
  });

  it('moves at the same frames in a part of a clip of variable rate, with any build of FFmpeg', async () => {
    const clip = ramp('varied.mkv', 6, ...irregular);
    const builds = [await findBinaries(), await installedBuild()].filter((build) => build !== undefined);
    for (const [n, { ffmpeg, ffprobe }] of builds.entries()) {
      const [output, path] = [scratch.file(`varied-${n}.mkv`), scratch.file(`varied-${n}.json`)];
      const range = { start: 0.2, end: 1 };
      const tools = { ffmpeg: ffmpeg.path, ffprobe: ffprobe.path };
      await reframe(clip, output, { ...small, ...range, ...tools, path, encoding: lossless });
      const { frames, output: size } = planOf(path);
      const all = instants(clip);
      expect(frames.map(({ seconds }) => seconds)).toEqual(all.filter((time) => time >= 0.2 && time < 1));
      const columns = luma(output, size).map((frame) => columnOf(frame, size));
      expect(columns).toHaveLength(frames.length);
      for (const [i, column] of columns.entries()) {
        expect(Math.abs(column - frames[i]!.crop.x * width)).toBeLessThanOrEqual(0.76);
      }
    }
  });

  it('draws the crop on the full clip as a preview', async () => {
    const clip = ramp('drawn.mkv', 0);
    const [output, path] = [scratch.file('preview.mkv'), scratch.file('drawn.json')];
    const { size } = await reframe(clip, output, { ...small, preview: true, path, encoding: lossless });
    expect(size).toEqual({ width, height });
    const [before, after] = [luma(clip, size)[10]!, luma(output, size)[10]!];
    const { crop } = planOf(path).frames[10]!;
    const at = (share: number) => 40 * width + Math.round(share * width);
    expect(Math.abs(after[at(crop.x + crop.width / 4)]! - before[at(crop.x + crop.width / 4)]!)).toBeLessThan(3);
    expect(after[at(crop.x + crop.width + 0.1)]!).toBeLessThan(0.6 * before[at(crop.x + crop.width + 0.1)]!);
  });

  it.each([
    ['cmd', /^# ffmpeg -i CLIP -vf 'sendcmd=f=THIS_FILE,crop=.*' OUTPUT\n0 crop x \d+, crop y 0;/],
    ['txt', /^Adobe After Effects 8\.0 Keyframe Data/],
    ['fcpxml', /<adjust-transform/],
    ['xml', /<name>Basic Motion<\/name>/],
  ])('writes the path alone as .%s', async (extension, content) => {
    const path = scratch.file(`alone.${extension}`);
    const { outputs } = await reframe(ramp(`alone-${extension}.mkv`, 2), undefined, { ...small, path, end: 0.4 });
    expect(outputs).toEqual([path]);
    expect(readFileSync(path, 'utf8')).toMatch(content);
  });

  it('rests in the middle of a black clip, and takes a clip of one frame', async () => {
    const black = makeClip(scratch.file('black.mp4'), '-f', 'lavfi', '-i', 'color=black:s=64x48:r=25:d=0.4');
    const path = scratch.file('black.json');
    const { kept, jerk } = await reframe(black, scratch.file('black-upright.mp4'), { aspect: '1:1', path });
    expect([kept, jerk]).toEqual([1, 0]);
    for (const { crop } of planOf(path).frames) expect(crop).toEqual({ x: 0.125, y: 0, width: 0.75, height: 1 });
    const one = makeClip(scratch.file('one.mp4'), '-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=25', '-frames:v', '1');
    expect(await reframe(one, scratch.file('one-upright.mp4'))).toMatchObject({ frames: 1, jerk: 0, shots: 1 });
  });

  it('keeps the shape of pixels, and takes odd sizes', async () => {
    const wide = makeClip(
      scratch.file('wide.mkv'),
      '-f',
      'lavfi',
      '-i',
      'testsrc2=s=121x81:r=25:d=0.2,setsar=4/3,format=yuv444p',
      '-c:v',
      'ffv1',
    );
    const { size } = await reframe(wide, scratch.file('square.mkv'), { aspect: '1:1' });
    expect(size).toEqual({ width: 60, height: 80 });
    const [stream] = show(
      scratch.file('square.mkv'),
      '-show_entries',
      'stream=width,height,sample_aspect_ratio',
    ).streams;
    expect(stream).toMatchObject({ width: 60, height: 80, sample_aspect_ratio: '4:3' });
  });

  it.each([
    [{ aspect: 'wide' }, 'a.mp4', /aspect: expected W:H between 1:10 and 10:1/],
    [{ aspect: '100:1' }, 'a.mp4', /aspect: expected W:H between 1:10 and 10:1/],
    [{ maxSpeed: 0 }, 'a.mp4', /maxSpeed: expected a number in \[0\.01, 10\], got 0/],
    [{ path: 'path.mp4' }, 'a.mp4', /path: expected a name that ends in one of \.json, \.cmd/],
    [{}, undefined, /output: expected a path for the clip or its crop/],
    [{}, '-', /output: expected a file, got standard output/],
  ])('refuses %j before the clip is opened', async (options, output, message) => {
    await expect(reframe('missing.mp4', output, options)).rejects.toThrow(message);
  });
});

async function installedBuild() {
  try {
    const { default: ffmpeg } = (await import('@ffmpeg-installer/ffmpeg')) as { default: { path: string } };
    return await findBinaries({ ffmpeg: ffmpeg.path });
  } catch {
    return undefined;
  }
}
