import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openInputFile } from '#lib/video/decode/input-file.js';
import { probe } from '#lib/video/decode/probe.js';
import { containerOf } from '#lib/video/encode/containers.js';
import { copiedStreams } from '#lib/video/encode/copied-streams.js';
import { binaries, makeClip, reencode, scratchFolder, show, testsrc } from '../../helpers/clips.js';

const scratch = scratchFolder();
afterAll(scratch.remove);
const read = (path: string, more = {}) => probe(path, { binaries, ...more });
const audio = ['-f', 'lavfi', '-i', 'sine=d=0.4'];

describe('probe', () => {
  it('reads size, rate, sample aspect, color, sound and the other streams', async () => {
    const clip = scratch.file('plain.mkv');
    const color = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'];
    makeClip(clip, ...testsrc('64x48', '30000/1001'), ...audio, '-vf', 'setsar=4/3', ...color, '-color_range', 'tv');
    const info = await read(clip);
    expect(info).toMatchObject({
      width: 64,
      height: 48,
      rotation: 0,
      sampleAspect: { num: 4, den: 3 },
      frameRate: { num: 30000, den: 1001 },
      timeBase: { num: 1, den: 1000 },
      color: { range: 'tv', space: 'bt709', primaries: 'bt709', transfer: 'bt709' },
      hasAudio: true,
      hasAlpha: false,
    });
    expect(info.otherStreams).toEqual([{ index: 1, kind: 'audio', codec: expect.any(String) }]);
  });

  const faults: [string, string, (path: string) => void, RegExp][] = [
    ['an empty file', 'a.mp4', (path) => writeFileSync(path, ''), /the file is empty$/],
    ['a text', 'b.mp4', (path) => writeFileSync(path, 'Dear diary,\n'.repeat(9)), /is a text file, not a video$/],
    [
      'other bytes',
      'c.mp4',
      (path) =>
        writeFileSync(
          path,
          new Uint8Array(4096).map((_, i) => (i * i) % 251),
        ),
      /is not a/,
    ],
    ['a folder', 'd.mp4', (path) => mkdirSync(path), /is a folder/],
    ['what does not exist', 'e.mp4', () => {}, /no such file$/],
    ['sound alone', 'f.m4a', (path) => makeClip(path, ...audio), /no video stream \(audio only\)$/],
    [
      'sound with cover art',
      'g.m4a',
      (path) =>
        makeClip(path, ...audio, ...testsrc(), '-frames:v', '1', '-c:v', 'png', '-disposition:v', 'attached_pic'),
      /no video stream \((sound and )?cover art only\)$/,
    ],
    [
      'an MP4 without its index',
      'h.mp4',
      (path) => truncateSync(makeClip(path, ...testsrc('320x240'), '-c:v', 'mpeg4'), 4000),
      /the index \(moov\) is missing/,
    ],
    [
      'a codec that is not accepted',
      'i.avi',
      (path) => makeClip(path, ...testsrc(), '-c:v', 'zmbv', '-pix_fmt', 'bgr0'),
      /codec zmbv, which is not accepted$/,
    ],
    [
      'a codec that is not accepted, beside sound that is not either',
      'j.mkv',
      (path) => makeClip(path, ...testsrc(), ...audio, '-c:v', 'zmbv', '-pix_fmt', 'bgr0', '-c:a', 'adpcm_yamaha'),
      /codec zmbv, which is not accepted$/,
    ],
  ];
  for (const [what, name, make, message] of faults) {
    it(`refuses ${what} and says why`, async () => {
      const path = scratch.file(name);
      make(path);
      await expect(read(path)).rejects.toMatchObject({ code: 'ERR_INPUT', message: expect.stringMatching(message) });
    });
  }

  it('opens no other file for a playlist or a concatenation that is named like a clip', async () => {
    const clip = makeClip(scratch.file('real.mp4'), ...testsrc());
    for (const [name, text] of [
      ['list.mp4', `ffconcat version 1.0\nfile '${clip}'\n`],
      ['list.m3u8', `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nreal.mp4\n#EXT-X-ENDLIST\n`],
    ] as const) {
      writeFileSync(scratch.file(name), text);
      await expect(read(scratch.file(name))).rejects.toMatchObject({ code: 'ERR_INPUT' });
    }
  });

  it('takes names that FFmpeg would take for options, protocols and patterns', async () => {
    const clip = makeClip(scratch.file('real2.mp4'), ...testsrc());
    for (const name of ['-x.mp4', 'concat:a|b.mp4', 'http:x.mp4', '%03d.mp4', 'two\nlines.mp4', 'a "b" \'c\'.mp4']) {
      copyFileSync(clip, scratch.file(name));
      expect(await read(scratch.file(name))).toMatchObject({ width: 64 });
    }
  });

  it('tells the upright size of a clip that is to be turned', async () => {
    const clip = makeClip(scratch.file('flat.mp4'), ...testsrc('64x48'), '-vf', 'setsar=4/3');
    const turned = scratch.file('turned.mp4');
    const rotate = binaries.ffmpeg.major >= 6 ? ['-display_rotation', '-90', '-i', clip] : ['-i', clip];
    makeClip(turned, ...rotate, '-c', 'copy', ...(binaries.ffmpeg.major >= 6 ? [] : ['-metadata:s:v', 'rotate=90']));
    expect(await read(turned)).toMatchObject({ width: 48, height: 64, sampleAspect: { num: 3, den: 4 } });
    expect((await read(turned)).rotation % 180).toBe(90);
  });

  it('refuses pictures above the limit before anything is decoded', async () => {
    const clip = makeClip(scratch.file('large.mkv'), ...testsrc('640x480', '5', '0.2'), '-c:v', 'ffv1');
    await expect(read(clip, { maxPixels: 640 * 479 })).rejects.toThrow('pictures of 640x480 are too large');
  });

  it('takes a clip whose sound is of a codec that is not accepted, which stays behind', async () => {
    const clip = scratch.file('sound.mkv');
    makeClip(clip, ...testsrc('64x48'), ...audio, '-c:a', 'adpcm_yamaha');
    const info = await read(clip);
    expect(info).toMatchObject({ width: 64, hasAudio: true, otherStreams: [{ kind: 'audio', codec: 'adpcm_yamaha' }] });
    const output = scratch.file('silent.mkv');
    await reencode(clip, output, { kind: 'overlay', blend: 'normal', sideBySide: false });
    const { streams } = show(output, '-show_streams');
    expect(streams.map(({ codec_type }) => codec_type)).toEqual(['video']);
    const { warnings } = copiedStreams(info, containerOf(output, { format: undefined }), 1);
    expect(warnings).toEqual(['sound (adpcm_yamaha) left out: the codec is not accepted']);
  });

  it('takes the first video stream unless another is chosen', async () => {
    const clip = scratch.file('two.mkv');
    makeClip(clip, ...testsrc('64x48'), ...testsrc('32x32'), ...audio, '-map', '2', '-map', '0', '-map', '1');
    expect(await read(clip)).toMatchObject({ streamIndex: 1, width: 64, videoStreams: [1, 2] });
    expect(await read(clip, { stream: 2 })).toMatchObject({ streamIndex: 2, width: 32 });
    await expect(read(clip, { stream: 0 })).rejects.toMatchObject({
      code: 'ERR_OPTION',
      message: 'stream: expected the index of a video stream (1, 2), got 0',
    });
  });
});

describe.skipIf(process.platform === 'win32')('what a probe said', () => {
  const clip = scratch.file('clip.y4m');
  const runs = scratch.file('runs');
  let written = 0;

  beforeEach(() => {
    rmSync(runs, { force: true });
    // Where answers are kept.
    vi.stubEnv('TMPDIR', scratch.path);
    // What is written now has rested for a minute.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
    write(64, 48);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });

  /** Three frames of another clip than before: any two clips with the same number of pixels are of the same size. */
  function write(width: number, height: number, path = clip) {
    const frame = Buffer.concat([Buffer.from('FRAME\n'), Buffer.alloc(1.5 * width * height, written++)]);
    const frames = Buffer.concat([frame, frame, frame]);
    writeFileSync(path, Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F25:1\n`), frames]));
  }

  /** An ffprobe that writes down that it runs, and does something else first. */
  function counting(name = 'ffprobe', first = ':') {
    const path = scratch.file(name);
    writeFileSync(path, `#!/bin/sh\necho run >> '${runs}'\n${first}\nexec '${binaries.ffprobe.path}' "$@"\n`);
    chmodSync(path, 0o755);
    return { ffprobe: { path } };
  }

  const count = () => (existsSync(runs) ? readFileSync(runs, 'utf8').split('\n').length - 1 : 0);
  const widthOf = async (ffprobe = counting()) => (await probe(clip, { binaries: ffprobe })).width;

  it('is known of the same file, and asked again with other limits', async () => {
    const ffprobe = counting();
    const first = await probe(clip, { binaries: ffprobe });
    expect(await probe(clip, { binaries: ffprobe })).toEqual(first);
    expect(await probe(clip, { binaries: ffprobe, stream: 0, name: 'it' })).toMatchObject({ width: 64, name: 'it' });
    expect(count()).toBe(1);
    await expect(probe(clip, { binaries: ffprobe, maxPixels: 64 * 47 })).rejects.toMatchObject({ code: 'ERR_INPUT' });
    expect(count()).toBe(2);
  });

  const changes: [string, () => void, number][] = [
    ['written anew in its place, at the same size', () => write(48, 64), 48],
    [
      'replaced by a file of the same size',
      () => {
        write(48, 64, `${clip}.new`);
        renameSync(`${clip}.new`, clip);
      },
      48,
    ],
    ['appended to', () => appendFileSync(clip, 'FRAME\n'), 64],
    ['given other permissions', () => chmodSync(clip, 0o600), 64],
  ];
  it.each(changes)(
    'is asked again of a file that was %s, though it claims to be of the same time',
    async (_, change, width) => {
      const ffprobe = counting();
      utimesSync(clip, 1, 1);
      expect(await widthOf(ffprobe)).toBe(64);
      const { size } = statSync(clip);
      change();
      utimesSync(clip, 1, 1);
      if (width === 48) expect(statSync(clip).size).toBe(size);
      expect(await widthOf(ffprobe)).toBe(width);
      expect(count()).toBe(2);
    },
  );

  it('is asked again where it was not kept to its end', async () => {
    const ffprobe = counting();
    await widthOf(ffprobe);
    const folder = scratch.file(`video-saliency-${process.getuid!()}`);
    for (const name of readdirSync(folder)) truncateSync(join(folder, name), 40);
    expect(await widthOf(ffprobe)).toBe(64);
    expect(count()).toBe(2);
  });

  it('is asked again of another ffprobe', async () => {
    const [one, two] = [counting('one'), counting('two')];
    for (const ffprobe of [one, two, one, two]) expect(await widthOf(ffprobe)).toBe(64);
    expect(count()).toBe(2);
    counting('two', 'true');
    await widthOf(two);
    expect(count()).toBe(3);
  });

  it('is not kept of a file that changes meanwhile', async () => {
    const ffprobe = counting('ffprobe', `printf 'FRAME\\n' >> '${clip}'`);
    await widthOf(ffprobe);
    await widthOf(ffprobe);
    expect(count()).toBe(2);
  });

  it('is not kept of a file that has just changed, as one that is being written', async () => {
    const ffprobe = counting();
    vi.setSystemTime(statSync(clip).ctimeMs + 2000);
    await widthOf(ffprobe);
    await widthOf(ffprobe);
    expect(count()).toBe(2);
  });

  it('is not kept of standard input', async () => {
    vi.useRealTimers();
    const ffprobe = counting();
    const spool = await openInputFile('-', { stdin: Readable.from([readFileSync(clip)]) });
    try {
      for (let i = 0; i < 2; i++) expect(await probe(spool.path, { binaries: ffprobe })).toMatchObject({ width: 64 });
      expect(count()).toBe(2);
    } finally {
      await spool.remove();
    }
  });

  it('is not kept when it was an error', async () => {
    const ffprobe = counting();
    writeFileSync(clip, 'Dear diary,\n'.repeat(9));
    for (let i = 0; i < 2; i++) await expect(widthOf(ffprobe)).rejects.toThrow('is a text file');
    expect(count()).toBe(2);
  });
});
