import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { PassThrough, Writable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { resolveOptions } from '#lib/core/options.js';
import { decode } from '#lib/video/decode/decoder.js';
import { probe } from '#lib/video/decode/probe.js';
import { checkEncoder, encoderArguments, openEncoder } from '#lib/video/encode/encoder.js';
import type { Composition, EncoderJob } from '#lib/video/encode/encoder-job.js';
import { encodingOptions } from '#lib/video/encode/encoding-options.js';
import { findBinaries } from '#lib/video/ffmpeg/binaries.js';
import {
  binaries,
  children,
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

const map: Composition = { kind: 'map' };
const overlay: Composition = { kind: 'overlay', blend: 'normal', sideBySide: false };
const sound = ['-f', 'lavfi', '-i', 'sine=d=1'];
const constant = makeClip(
  scratch.file('constant.mp4'),
  ...testsrc('64x48', '30000/1001', '0.5'),
  ...sound,
  '-t',
  '0.5',
);
const varied = makeClip(scratch.file('varied.mkv'), ...testsrc('64x48', '30', '1'), ...irregular);

async function jobOf(input: string, output: string, more: Partial<EncoderJob> = {}): Promise<EncoderJob> {
  const info = await probe(input, { binaries });
  const pictures = { width: 32, height: 24, format: 'gray' } as const;
  return { info, pictures, compose: map, output, encoding: resolveOptions(encodingOptions), binaries, ...more };
}

describe('one frame out for each frame in', () => {
  for (const [name, clip] of [
    ['constant', constant],
    ['variable', varied],
  ] as const) {
    for (const extension of ['mp4', 'mkv']) {
      for (const compose of [map, overlay]) {
        it(`keeps every instant of a clip of ${name} rate (${compose.kind}, ${extension})`, async () => {
          const output = scratch.file(`${name}-${compose.kind}.${extension}`);
          const { frames } = await reencode(clip, output, compose);
          const [found, expected] = [instants(output), instants(clip)];
          expect(found).toHaveLength(expected.length);
          expect(frames).toBe(expected.length);
          for (const [i, time] of found.entries()) expect(Math.abs(time - expected[i]!)).toBeLessThan(0.00051);
        });
      }
    }
  }

  it('keeps the instants of a cut, counted from its start', async () => {
    const output = scratch.file('cut.mp4');
    await reencode(varied, output, overlay, { start: 0.25, end: 0.75 });
    const found = instants(output);
    const expected = instants(varied).filter((time) => time >= 0.25 && time < 0.75);
    expect(found).toHaveLength(expected.length);
    for (const [i, time] of found.entries()) expect(time).toBeCloseTo(expected[i]! - 0.25, 2);
  });

  it('writes every container', async () => {
    for (const extension of ['mov', 'webm', 'avi', 'gif', 'y4m', 'nut']) {
      const output = scratch.file(`each.${extension}`);
      const { frames } = await reencode(constant, output, map);
      expect(frames).toBe(15);
      expect(instants(output)).toHaveLength(15);
    }
  });
});

describe('maps', () => {
  it('are lossless in FFV1, with 8 and with 16 bits', async () => {
    for (const [bitDepth, level] of [
      [8, 77],
      [16, 0x12],
    ] as const) {
      const output = scratch.file(`gray${bitDepth}.mkv`);
      await reencode(
        constant,
        output,
        { kind: 'map', size: { width: 32, height: 24 } },
        { level, encode: { codec: 'ffv1', bitDepth } },
      );
      const raw = scratch.file(`gray${bitDepth}.raw`);
      makeClip(raw, '-i', output, '-f', 'rawvideo');
      expect(show(output, '-show_entries', 'stream=pix_fmt').streams[0]!.pix_fmt).toMatch(/^gray/);
      expect(new Set(readFileSync(raw))).toEqual(new Set([level]));
    }
  });

  it('keep their brightness from black to white', async () => {
    for (const level of [0, 128, 255]) {
      const output = scratch.file(`level${level}.mp4`);
      await reencode(varied, output, map, { level });
      for (const found of grayLevels(output)) expect(Math.abs(found - level)).toBeLessThan(3);
    }
  });

  it('stay between black and white where scaling overshoots', async () => {
    const edge = Uint8Array.from({ length: 32 * 24 }, (_, i) => (i % 32 < 16 ? 0 : 255));
    for (const [pixFmt, unit] of [
      ['yuv420p', 1],
      ['yuv420p10le', 4],
      ['yuv440p10le', 4],
    ] as const) {
      const output = scratch.file(`${pixFmt}.mkv`);
      const encoding = resolveOptions(encodingOptions, { codec: 'ffv1', pixFmt });
      const encoder = await openEncoder(await jobOf(constant, output, { encoding }));
      await encoder.write(edge, { pts: 0, timeBase: { num: 1, den: 25 } });
      await encoder.finish();
      await encoder.commit();
      const raw = readFileSync(makeClip(scratch.file(`${pixFmt}.raw`), '-i', output, '-f', 'rawvideo'));
      const samples = unit === 1 ? raw : new Uint16Array(raw.buffer, raw.byteOffset, raw.length / 2);
      const luma = samples.subarray(0, 64 * 48);
      expect([Math.min(...luma), Math.max(...luma)]).toEqual([16 * unit, 235 * unit]);
    }
  });

  it('refuse 16 bits where they are in color', async () => {
    const encoding = resolveOptions(encodingOptions, { bitDepth: 16, codec: 'ffv1' });
    const job = await jobOf(constant, scratch.file('deep.mkv'), { compose: overlay, encoding });
    await expect(checkEncoder(job)).rejects.toThrow('bitDepth: expected 8 for pictures in color, got 16');
  });

  it('become numbered pictures in a folder, 16 bits deep on request', async () => {
    const output = scratch.file('100% maps');
    await reencode(constant, output, map, { encode: { bitDepth: 16, format: 'png' } });
    expect(
      readdirSync(output)
        .filter((name) => !name.startsWith('.'))
        .sort(),
    ).toEqual(Array.from({ length: 15 }, (_, i) => `${String(i + 1).padStart(6, '0')}.png`));
    const picture = show(`${output}/000001.png`, '-show_entries', 'stream=pix_fmt,width,height');
    expect(picture.streams[0]).toMatchObject({ pix_fmt: 'gray16be', width: 64, height: 48 });
  });

  it('keep odd sizes, sample aspect and color tags', async () => {
    const color = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'];
    const clip = makeClip(
      scratch.file('odd.mkv'),
      '-f',
      'lavfi',
      '-i',
      'testsrc=s=63x47:r=25:d=0.4',
      '-vf',
      'setsar=4/3',
      '-c:v',
      'ffv1',
      ...color,
    );
    const output = scratch.file('odd.mp4');
    await reencode(clip, output, map);
    const { streams } = show(output, '-show_streams');
    expect(streams[0]).toMatchObject({ width: 63, height: 47, sample_aspect_ratio: '4:3', pix_fmt: 'yuv444p' });
    expect(streams[0]).toMatchObject({ color_space: 'bt709', color_transfer: 'bt709', color_primaries: 'bt709' });
    expect(await checkEncoder(await jobOf(clip, scratch.file('odd2.mp4')))).toEqual([
      expect.stringContaining('yuv444p'),
    ]);
  });

  it('follow the outlines of the clip, and leave a flat map flat', async () => {
    const output = scratch.file('refined.mp4');
    await reencode(varied, output, { kind: 'refine' }, { level: 200 });
    expect(instants(output)).toHaveLength(instants(varied).length);
    for (const level of grayLevels(output)) expect(Math.abs(level - 200)).toBeLessThan(6);
  });
});

describe('overlays', () => {
  it('lay the picture over the frame of the same instant, in every blend mode and side by side', async () => {
    for (const blend of ['normal', 'screen', 'addition', 'lighten', 'multiply'] as const) {
      const output = scratch.file(`${blend}.mp4`);
      await reencode(varied, output, { kind: 'overlay', blend, sideBySide: blend !== 'normal' });
      expect(instants(output)).toHaveLength(instants(varied).length);
      expect(show(output, '-show_entries', 'stream=width').streams[0]!.width).toBe(blend === 'normal' ? 64 : 128);
    }
  });

  it('show the clip itself where the picture is transparent', async () => {
    const clip = makeClip(scratch.file('exact.mkv'), ...testsrc(), '-c:v', 'ffv1', '-pix_fmt', 'yuv420p');
    for (const blend of ['normal', 'screen'] as const) {
      const output = scratch.file(`clear-${blend}.mkv`);
      await reencode(
        clip,
        output,
        { kind: 'overlay', blend, sideBySide: false },
        { level: 0, encode: { codec: 'ffv1' } },
      );
      const raws = [clip, output].map((path, i) =>
        makeClip(scratch.file(`${blend}${i}.raw`), '-i', path, '-f', 'rawvideo'),
      );
      const [before, after] = raws.map((path) => readFileSync(path));
      const worst = before!.reduce((most, value, i) => Math.max(most, Math.abs(value - after![i]!)), 0);
      // RGB and back moves a chroma sample that lies outside of RGB.
      if (blend === 'normal') expect(worst).toBe(0);
      expect(before!.reduce((sum, value, i) => sum + Math.abs(value - after![i]!), 0) / before!.length).toBeLessThan(4);
    }
  });

  it('take sound, chapters and titles along, encoded anew where the container does not take them', async () => {
    const clip = makeClip(scratch.file('titled.mp4'), '-i', constant, '-c', 'copy', '-metadata', 'title=A title');
    for (const [extension, codec] of [
      ['mkv', 'aac'],
      ['webm', 'opus'],
    ]) {
      const output = scratch.file(`titled.${extension}`);
      await reencode(clip, output, overlay);
      const { streams, format } = show(output, '-show_entries', 'stream=codec_name,codec_type:format_tags');
      expect(streams.map((stream) => stream.codec_name)).toContain(codec);
      expect(JSON.stringify(format)).toContain('A title');
    }
  });

  it('are upright where the clip is turned, with no turn left to do', async () => {
    const turned = scratch.file('turned.mp4');
    const recent = binaries.ffmpeg.major >= 6;
    const flat = makeClip(scratch.file('flat.mp4'), ...testsrc('64x48'));
    makeClip(
      turned,
      ...(recent ? ['-display_rotation', '90'] : []),
      '-i',
      flat,
      '-c',
      'copy',
      ...(recent ? [] : ['-metadata:s:v', 'rotate=90']),
    );
    const output = scratch.file('upright.mp4');
    await reencode(turned, output, overlay);
    expect(await probe(output, { binaries })).toMatchObject({ width: 48, height: 64, rotation: 0 });
  });
});

describe('faults', () => {
  const files = () => readdirSync(scratch.path).sort();

  it('leave nothing behind when the encoder is killed', async (test) => {
    if (children() === undefined) return test.skip('this system does not tell of children');
    const before = files();
    const encoder = await openEncoder(await jobOf(constant, scratch.file('killed.mp4')));
    const timeBase = { num: 1, den: 30_000 };
    const feed = async () => {
      for (let i = 0; i < 2000; i++) {
        if (i === 3) process.kill(children()![0]!, 'SIGKILL');
        await encoder.write(new Uint8Array(32 * 24), { pts: 1001 * i, timeBase });
      }
      await encoder.finish();
    };
    await expect(feed()).rejects.toMatchObject({
      code: 'ERR_FFMPEG_FAILED',
      message: expect.stringContaining('SIGKILL'),
    });
    expect(files()).toEqual(before);
    expect(children()).toHaveLength(0);
  });

  it('leave nothing behind when the encoder is told to end early', async (test) => {
    if (children() === undefined) return test.skip('this system does not tell of children');
    const before = files();
    const encoder = await openEncoder(await jobOf(constant, scratch.file('ended.mkv')));
    await encoder.write(new Uint8Array(32 * 24), { pts: 0, timeBase: { num: 1, den: 30_000 } });
    process.kill(children()![0]!, 'SIGTERM');
    await expect(encoder.finish()).rejects.toMatchObject({ code: 'ERR_FFMPEG_FAILED' });
    expect(files()).toEqual(before);
  });

  it('leave nothing behind when it is finished and then aborted', async () => {
    const before = files();
    const output = scratch.file('finished.mkv');
    const finish = async () => {
      const encoder = await openEncoder(await jobOf(constant, output));
      await encoder.write(new Uint8Array(32 * 24), { pts: 0, timeBase: { num: 1, den: 30_000 } });
      await encoder.finish();
      expect(existsSync(output)).toBe(false);
      return encoder;
    };
    await (await finish()).abort();
    expect(files()).toEqual(before);
    await (await finish()).commit();
    expect(files()).toEqual([...before, 'finished.mkv'].sort());
  });

  it('leave nothing behind when it is aborted', async () => {
    const before = files();
    const controller = new AbortController();
    const encoder = await openEncoder(
      await jobOf(constant, scratch.file('aborted.mp4'), { signal: controller.signal }),
    );
    controller.abort(new Error('enough'));
    await expect(encoder.finish()).rejects.toThrow('enough');
    expect(files()).toEqual(before);
  });

  it('say that the disk is full and leave nothing behind', async (test) => {
    const disk = scratch.file('disk');
    mkdirSync(disk);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk]);
    if (mounted.status !== 0) return test.skip('a small disk can be made by root alone');
    try {
      for (const [extension, codec] of [['nut'], ['y4m'], ['mkv', 'ffv1'], ['mp4', 'png']]) {
        const writing = reencode(constant, `${disk}/out.${extension}`, overlay, { encode: { codec } });
        await expect(writing).rejects.toMatchObject({
          code: 'ERR_FFMPEG_FAILED',
          message: expect.stringContaining('the disk is full'),
        });
      }
      expect(readdirSync(disk)).toEqual([]);
    } finally {
      spawnSync('umount', [disk]);
    }
  });

  it('end quietly when the reader of standard output has seen enough', async () => {
    let taken = 0;
    const reader = new Writable({
      write(chunk, _encoding, done) {
        taken += chunk.length;
        done(taken > 5000 ? Object.assign(new Error('gone'), { code: 'EPIPE' }) : null);
      },
    });
    const result = await reencode(constant, '-', map, { encode: { format: 'rawvideo' }, stdout: reader });
    expect(result.cutShort).toBe(true);
  });

  it('are told when standard output cannot be written to', async () => {
    const full = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('no space left'), { code: 'ENOSPC' })),
    });
    const writing = reencode(constant, '-', map, { encode: { format: 'y4m' }, stdout: full });
    await expect(writing).rejects.toThrow('the disk is full');
  });

  it('refuse an output that is the clip itself by another name', async () => {
    const link = scratch.file('link.mp4');
    symlinkSync(constant, link);
    await expect(openEncoder(await jobOf(constant, link, { force: true }))).rejects.toMatchObject({
      code: 'ERR_OPTION',
    });
  });

  it('refuse what a container or an encoder cannot do', async () => {
    const refused: [string, Record<string, unknown>, RegExp][] = [
      ['a.webm', { codec: 'h264' }, /^codec: expected one that webm takes/],
      ['a.mp4', { bitDepth: 16 }, /^bitDepth: expected 8/],
      ['a.avi', { crf: 20 }, /^crf: the encoder mpeg4 has no constant quality/],
      ['a.xyz', {}, /^output: expected a name that ends in/],
      ['a.mp4', { crf: 20, bitrate: '1M' }, /^crf: expected no bitrate/],
    ];
    for (const [name, given, message] of refused) {
      const encoding = resolveOptions(encodingOptions, given);
      await expect(openEncoder(await jobOf(constant, scratch.file(name), { encoding }))).rejects.toMatchObject({
        code: 'ERR_OPTION',
        message: expect.stringMatching(message),
      });
    }
    const toStdout = await jobOf(constant, '-', { encoding: resolveOptions(encodingOptions, { format: 'mp4' }) });
    await expect(openEncoder(toStdout)).rejects.toThrow(
      'format: expected one of rawvideo, y4m, nut for standard output',
    );
  });

  it('name the encoder that a build lacks', async () => {
    const encoding = resolveOptions(encodingOptions, { codec: 'wishful' });
    await expect(openEncoder(await jobOf(constant, scratch.file('w.mkv'), { encoding }))).rejects.toMatchObject({
      code: 'ERR_FFMPEG_INCAPABLE',
    });
    expect(existsSync(scratch.file('w.mkv'))).toBe(false);
  });
});

describe('raw output', () => {
  it('goes to standard output whole', async () => {
    const out = new PassThrough();
    const chunks: Buffer[] = [];
    out.on('data', (chunk) => chunks.push(chunk));
    const size = { width: 32, height: 24 };
    const { frames } = await reencode(
      constant,
      '-',
      { kind: 'map', size },
      { encode: { format: 'rawvideo' }, stdout: out },
    );
    expect(Buffer.concat(chunks).length).toBe(frames * 32 * 24);
  });
});

describe.each(['y4m', 'rawvideo'] as const)('%s', (format) => {
  it('gives the first picture before the second one comes', async () => {
    const stdout = new PassThrough();
    const encoding = resolveOptions(encodingOptions, { format });
    const compose: Composition = { kind: 'map', size: { width: 640, height: 480 } };
    const encoder = await openEncoder(await jobOf(varied, '-', { encoding, compose }), stdout);
    await encoder.write(new Uint8Array(32 * 24), { pts: 0, timeBase: { num: 1, den: 1000 } });
    const [bytes] = await once(stdout, 'data');
    expect(bytes.length).toBeGreaterThan(0);
    await encoder.abort();
  });
});

describe('encoderArguments', () => {
  it('shows the command without running it', async () => {
    const args = encoderArguments(await jobOf(constant, '/nowhere/-x%d.mp4'));
    expect(args.at(-1)).toBe('file:/nowhere/-x%d.mp4');
    expect(args).toContain('libx264');
  });
});

describe('the build of the installer package', () => {
  it('encodes maps and overlays as well', async (test) => {
    const old = await findBinaries({ ffmpeg: (await installed()) ?? '' }).catch(() => undefined);
    if (old === undefined) return test.skip('@ffmpeg-installer/ffmpeg is not installed');
    // At 25 frames a second all instants are whole milliseconds, which is where that build loses the last frame.
    const even = makeClip(scratch.file('even.mp4'), ...testsrc());
    for (const compose of [map, overlay]) {
      for (const clip of [varied, even]) {
        const output = scratch.file(`old-${compose.kind}.mp4`);
        await reencode(clip, output, compose, { binaries: old, force: true });
        expect(instants(output)).toHaveLength(instants(clip).length);
      }
    }
    await expect(
      reencode(varied, scratch.file('old.mp4'), { kind: 'refine' }, { binaries: old, force: true }),
    ).rejects.toThrow('no filter maskfun');
    const info = await probe(varied, { binaries: old });
    let count = 0;
    for await (const frame of decode(info, { size: { width: 4, height: 3 }, binaries: old })) {
      count++;
      frame.release();
    }
    expect(count).toBe(instants(varied).length);
  });
});

/** Every gray level that a video shows. */
function grayLevels(path: string): Set<number> {
  const raw = makeClip(`${path}.raw`, '-i', path, '-f', 'rawvideo', '-pix_fmt', 'gray');
  return new Set(readFileSync(raw));
}

async function installed(): Promise<string | undefined> {
  try {
    const { default: found } = (await import('@ffmpeg-installer/ffmpeg')) as { default: { path: string } };
    return found.path;
  } catch {
    return undefined;
  }
}
