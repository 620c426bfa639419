import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { decode } from '#lib/video/decode/decoder.js';
import { probe } from '#lib/video/decode/probe.js';
import type { ClipRange } from '#lib/video/ffmpeg/clip-input.js';
import {
  binaries,
  instants,
  irregular,
  makeClip,
  reencode,
  scratchFolder,
  show,
  testsrc,
} from '../../helpers/clips.js';

const scratch = scratchFolder();
afterAll(scratch.remove);

const map = { kind: 'map' } as const;
const overlay = { kind: 'overlay', blend: 'normal', sideBySide: false } as const;
const tone = ['-f', 'lavfi', '-i', 'sine=d=3'];
const three = testsrc('64x48', '25', '3');

/** Clips whose time base is one frame, and others. */
const clips: Readonly<Record<string, () => string>> = {
  avi: () => makeClip(scratch.file('a.avi'), ...three, ...tone, '-c:v', 'mpeg4', '-g', '10', '-c:a', 'pcm_s16le'),
  y4m: () => makeClip(scratch.file('a.y4m'), ...three, '-pix_fmt', 'yuv420p'),
  ivf: () => makeClip(scratch.file('a.ivf'), ...three, '-c:v', 'libvpx', '-deadline', 'realtime'),
  coarse: () => makeClip(scratch.file('25.mp4'), ...three, ...tone, '-video_track_timescale', '25'),
  mp4: () => makeClip(scratch.file('a.mp4'), ...three, ...tone, '-g', '10'),
  ts: () => makeClip(scratch.file('a.ts'), ...three, ...tone, '-g', '10'),
  variable: () => makeClip(scratch.file('v.mkv'), ...testsrc('64x48', '30', '3'), ...irregular),
};

/** Twelve ranges with bounds on frames, between them and close to them. */
const ranges: readonly ClipRange[] = [
  { start: 1.02, end: 2.5 },
  { start: 1.04, end: 2.04 },
  { start: 0.02, end: 0.06 },
  { start: 0.041, end: 0.119 },
  { start: 1.0199999, end: 1.9800001 },
  { start: 0.7333, end: 1.2667 },
  { start: 2.9 },
  { start: 0.5 },
  { end: 1.02 },
  { end: 0.1 },
  { start: 0.3, end: 9 },
  { start: 1 / 3, end: 2 / 3 },
];

describe.each(Object.entries(clips))('a range of a clip (%s)', (name, make) => {
  it('has the same frames for decoder, encoder and overlay, whatever it is written to', async () => {
    const clip = make();
    const { startTime } = await probe(clip, { binaries });
    const all = instants(clip).map((instant) => instant - startTime);
    for (const [i, range] of ranges.entries()) {
      const { start = 0, end = Number.POSITIVE_INFINITY } = range;
      const inside = all.filter((instant) => instant >= start - 1e-5 && instant < end - 1e-5);
      for (const [kind, compose] of [
        ['map', map],
        ['overlay', overlay],
      ] as const) {
        const extension = ['mkv', 'avi', 'mp4'][i % 3]!;
        if (inside.length === 0) continue;
        const output = scratch.file(`${name}-${i}-${kind}.${extension}`);
        const { frames } = await reencode(clip, output, compose, range);
        expect([range, frames]).toEqual([range, inside.length]);
        const written = instants(output);
        expect(written).toHaveLength(inside.length);
        // AVI shows its first frame at 0, and has one rate only.
        if (extension === 'avi') continue;
        const offsets = written.map((instant, k) => instant - (inside[k]! - start));
        for (const offset of offsets) expect(Math.abs(offset)).toBeLessThan(0.0401);
        for (const offset of offsets) expect(Math.abs(offset - offsets[0]!)).toBeLessThan(0.002);
      }
    }
  }, 120_000);
});

it('cuts the sound where the range ends', async () => {
  const clip = clips.avi!();
  const output = scratch.file('sound.mkv');
  await reencode(clip, output, overlay, { start: 1.02, end: 2.5 });
  const { streams } = show(
    output,
    '-select_streams',
    'a',
    '-count_packets',
    '-show_entries',
    'stream=nb_read_packets,codec_name',
  );
  expect(streams).toHaveLength(1);
  const { format } = show(output, '-show_entries', 'format=duration');
  expect(Number(format.duration)).toBeLessThan(1.6);
  expect(Number(format.duration)).toBeGreaterThan(1.4);
});

/** A NUT-free way to say any timestamps: raw frames in a Matroska file whose times are set by an expression. */
const withTimes = (name: string, expression: string, more: string[] = []) =>
  makeClip(
    scratch.file(name),
    ...testsrc('64x48', '25', '0.4'),
    ...more,
    ...['-c:v', 'mjpeg', '-bsf:v', `setts=ts='${expression}'`, '-vsync', '0'],
  );

describe.skipIf(binaries.ffmpeg.major < 5)('timestamps that repeat or fall', () => {
  it.each([
    ['repeat', 'if(eq(N,4),PTS-40,PTS)'],
    ['fall', 'if(eq(N,4),PTS-2*40,PTS)'],
  ])('that %s are moved behind the one before in all outputs alike, which is told', async (what, expression) => {
    const clip = withTimes(`${what}.mkv`, expression);
    const before = instants(clip);
    expect(before).toHaveLength(10);
    expect(before.some((instant, i) => instant <= (before[i - 1] ?? -1))).toBe(true);
    const info = await probe(clip, { binaries });
    const source = decode(info, { size: { width: 32, height: 24 }, binaries });
    const seen: number[] = [];
    for await (const { time, release } of source) {
      seen.push((time.pts * time.timeBase.num) / time.timeBase.den - info.startTime);
      release();
    }
    expect(seen.every((instant, i) => i === 0 || instant > seen[i - 1]!)).toBe(true);
    expect(source.warnings).toEqual([expect.stringContaining('timestamps repeat or fall: 1 frame was moved')]);
    for (const compose of [map, overlay]) {
      const output = scratch.file(`${what}-${compose.kind}.mkv`);
      expect((await reencode(clip, output, compose)).frames).toBe(10);
      const written = instants(output);
      for (const [i, instant] of written.entries()) expect(instant).toBeCloseTo(seen[i]!, 3);
      expect(written).toHaveLength(10);
    }
  });
});

it('keeps frames that come before the instant at which the container says that it starts', async () => {
  // Sound starts 0.2 s later, and the header of a transport stream is believed from there.
  const clip = makeClip(
    scratch.file('early.ts'),
    ...['-itsoffset', '0.2', ...tone, ...three, '-map', '1', '-map', '0', '-bf', '2', '-g', '10'],
  );
  const all = instants(clip);
  for (const compose of [map, overlay]) {
    const output = scratch.file(`early-${compose.kind}.mkv`);
    await reencode(clip, output, compose, { end: 1 });
    const { startTime } = await probe(clip, { binaries });
    expect(instants(output)).toHaveLength(all.filter((instant) => instant - startTime < 1 - 1e-6).length);
  }
});

it('decodes what it can of a clip of which nearly nothing can be', async () => {
  const clip = makeClip(scratch.file('spoilt.avi'), ...three, '-c:v', 'png');
  const bytes = readFileSync(clip);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
  const starts: number[] = [];
  for (let at = bytes.indexOf(signature); at >= 0; at = bytes.indexOf(signature, at + 4)) starts.push(at);
  for (const start of starts.slice(2)) bytes.fill(0, start, start + 8);
  writeFileSync(clip, bytes);
  const info = await probe(clip, { binaries });
  const source = decode(info, { size: { width: 32, height: 24 }, binaries });
  let frames = 0;
  for await (const { release } of source) {
    frames++;
    release();
  }
  expect(frames).toBeGreaterThan(0);
  expect(frames).toBeLessThan(20);
  expect(source.damage).toMatchObject({ code: 'ERR_PARTIAL_INPUT', decoded: frames });
  expect(source.damage!.message).toMatch(new RegExp(`${frames} of 75 frames could be decoded`));
  const output = scratch.file('spoilt-overlay.mkv');
  expect((await reencode(clip, output, overlay)).frames).toBe(frames);
});
