import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { seconds } from '#lib/core/frame.js';
import { type DecodeOptions, decode, decoderArguments } from '#lib/video/decode/decoder.js';
import { probe } from '#lib/video/decode/probe.js';
import { binaries, children, instants, irregular, makeClip, scratchFolder, testsrc } from '../../helpers/clips.js';

const scratch = scratchFolder();
afterAll(scratch.remove);

async function open(path: string, more: Partial<DecodeOptions> = {}) {
  const info = await probe(path, { binaries });
  return decode(info, { size: { width: 16, height: 12 }, binaries, ...more });
}

async function times(path: string, more: Partial<DecodeOptions> = {}): Promise<number[]> {
  const found: number[] = [];
  for await (const frame of await open(path, more)) {
    found.push(seconds(frame.time));
    frame.release();
  }
  return found;
}

const constant = makeClip(scratch.file('constant.mp4'), ...testsrc('64x48', '30000/1001', '0.6'));
const varied = makeClip(scratch.file('varied.mkv'), ...testsrc('64x48', '30', '1'), ...irregular);

describe('decode', () => {
  it('gives every frame once, with its own timestamp, at a constant and at a variable rate', async () => {
    for (const clip of [constant, varied]) {
      const expected = instants(clip);
      const found = await times(clip);
      expect(found).toHaveLength(expected.length);
      for (const [i, time] of found.entries()) expect(time).toBeCloseTo(expected[i]!, 9);
    }
  });

  it('gives the same frames whether the header tells how they are reordered or not', async () => {
    const reordered = ['-c:v', 'libx264', '-g', '10', '-bf', '4', '-x264-params', 'b-adapt=0:b-pyramid=normal'];
    const indexed = makeClip(scratch.file('indexed.mp4'), ...testsrc('64x48', '25', '1'), ...reordered);
    // With an index of nothing, and of the first fragment alone.
    const fragmented = ['frag_keyframe+empty_moov', 'frag_keyframe'].map((flags, i) =>
      makeClip(scratch.file(`fragmented${i}.mp4`), '-i', indexed, '-c', 'copy', '-movflags', flags),
    );
    const picturesOf = async (path: string) => {
      const pictures: string[] = [];
      for await (const frame of await open(path, { size: { width: 64, height: 48 } })) {
        pictures.push(Buffer.from(frame.data).toString('base64'));
        frame.release();
      }
      return pictures;
    };
    const pictures = await picturesOf(indexed);
    expect(pictures).toHaveLength(25);
    for (const clip of fragmented) expect(await picturesOf(clip)).toEqual(pictures);
    const analyzed = async (path: string, start?: number) => {
      const options = { size: { width: 16, height: 12 }, binaries, start };
      return !decoderArguments(await probe(path, { binaries }), options).includes('-nofind_stream_info');
    };
    expect(await analyzed(indexed)).toBe(false);
    expect(await analyzed(indexed, 0.5)).toBe(true);
    for (const clip of fragmented) expect(await analyzed(clip)).toBe(true);
  });

  it('gives the colors of the clip as rgb24', async () => {
    const clip = makeClip(scratch.file('red.mkv'), '-f', 'lavfi', '-i', 'color=red:s=33x17:r=5:d=0.2', '-c:v', 'ffv1');
    for await (const frame of await open(clip, { size: { width: 5, height: 3 } })) {
      expect([frame.width, frame.height, frame.data.length]).toEqual([5, 3, 45]);
      for (let i = 0; i < 45; i += 3) {
        expect(frame.data[i]).toBeGreaterThan(245);
        expect(frame.data[i + 1]).toBeLessThan(10);
      }
      frame.release();
    }
  });

  it('takes a clip of one pixel and one frame', async () => {
    const clip = makeClip(
      scratch.file('pixel.mkv'),
      ...testsrc(),
      ...['-vf', 'format=gray,crop=1:1', '-frames:v', '1', '-c:v', 'ffv1'],
    );
    expect(await times(clip, { size: { width: 1, height: 1 } })).toEqual([0]);
  });

  it('cuts to a range whose end is left out', async () => {
    const expected = instants(varied).filter((time) => time >= 0.3 && time < 0.7);
    const found = await times(varied, { start: 0.3, end: 0.7 });
    expect(found.map((time) => time.toFixed(3))).toEqual(expected.map((time) => time.toFixed(3)));
  });

  it('cuts a stream that cannot be entered between its key frames', async () => {
    const flags = ['-c:v', 'mpeg2video', '-g', '250', '-bf', '2'];
    const clip = makeClip(scratch.file('one-key-frame.mpg'), ...testsrc('64x48', '25', '2'), ...flags);
    const zero = instants(clip)[0]!;
    const expected = instants(clip).filter((time) => time - zero >= 1 && time - zero < 1.5);
    const found = await times(clip, { start: 1, end: 1.5 });
    expect(found.map((time) => time.toFixed(3))).toEqual(expected.map((time) => time.toFixed(3)));
    expect(found.length).toBeGreaterThan(10);
  });

  it('refuses a start beyond the end', async () => {
    await expect(times(constant, { start: 100 })).rejects.toMatchObject({ code: 'ERR_OPTION' });
  });

  it('lends a bounded number of frames: the reader holds it back', async () => {
    const frames = [];
    const source = await open(constant, { buffers: 2 });
    const iterator = source[Symbol.asyncIterator]();
    frames.push((await iterator.next()).value!, (await iterator.next()).value!);
    const third = iterator.next();
    const early = await Promise.race([third, new Promise((resolve) => setTimeout(resolve, 100, 'waits'))]);
    expect(early).toBe('waits');
    frames[0]!.release();
    expect((await third).value).toMatchObject({ index: 2 });
    await iterator.return?.();
  });

  it('ends its child when the reader stops, fails or aborts', async (test) => {
    if (children() === undefined) return test.skip('this system does not tell of children');
    const endless = makeClip(scratch.file('long.mkv'), ...testsrc('320x240', '25', '2'), '-c:v', 'ffv1');
    for await (const frame of await open(endless)) {
      expect(children()).toHaveLength(1);
      frame.release();
      break;
    }
    expect(children()).toHaveLength(0);
    const controller = new AbortController();
    const aborted = async () => {
      for await (const frame of await open(endless, { signal: controller.signal })) {
        controller.abort(new Error('enough'));
        frame.release();
      }
    };
    await expect(aborted()).rejects.toThrow('enough');
    expect(children()).toHaveLength(0);
  });

  it('fails when its child is killed, whatever came out before', async (test) => {
    if (children() === undefined) return test.skip('this system does not tell of children');
    const clip = makeClip(scratch.file('killed.mkv'), ...testsrc('320x240', '25', '2'), '-c:v', 'ffv1');
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      const killed = async () => {
        for await (const frame of await open(clip, { size: { width: 320, height: 240 } })) {
          if (frame.index === 3) process.kill(children()![0]!, signal);
          frame.release();
        }
      };
      await expect(killed()).rejects.toMatchObject({ code: 'ERR_FFMPEG_FAILED' });
    }
  });

  it('tells of a clip that ends early, and throws when it is to be strict', async () => {
    const clip = makeClip(
      scratch.file('cut.mp4'),
      ...testsrc('320x240', '25', '1'),
      '-c:v',
      'mpeg4',
      '-movflags',
      'faststart',
    );
    truncateSync(clip, Math.round(readFileSync(clip).length * 0.6));
    const source = await open(clip);
    let decoded = 0;
    for await (const frame of source) {
      decoded++;
      frame.release();
    }
    expect(source.damage).toMatchObject({ code: 'ERR_PARTIAL_INPUT', decoded, expected: 25 });
    expect(source.damage!.message).toContain(`${decoded} of 25 frames could be decoded`);
    await expect(times(clip, { strict: true })).rejects.toMatchObject({ code: 'ERR_PARTIAL_INPUT' });
  });

  it('tells of a clip whose bytes were changed', async () => {
    const clip = makeClip(
      scratch.file('bits.mp4'),
      ...testsrc('320x240', '25', '1'),
      '-c:v',
      'mpeg4',
      '-movflags',
      'faststart',
    );
    const bytes = readFileSync(clip);
    for (let i = Math.round(bytes.length * 0.5); i < bytes.length; i += 97) bytes[i]! ^= 0x55;
    writeFileSync(clip, bytes);
    const source = await open(clip);
    for await (const frame of source) frame.release();
    expect(source.damage).toMatchObject({ code: 'ERR_PARTIAL_INPUT' });
  });

  it('raises no false alarm for B-frames and streams that start late', async () => {
    const clip = makeClip(
      scratch.file('late.ts'),
      ...testsrc(),
      '-c:v',
      'mpeg2video',
      '-bf',
      '2',
      '-output_ts_offset',
      '7',
    );
    const source = await open(clip);
    for await (const frame of source) frame.release();
    expect(source.damage).toBeUndefined();
    expect(source.info.startTime).toBeGreaterThan(7);
  });

  it('gives frames of one size, and tells when the size of the pictures changes', async () => {
    const [small, large] = ['64x48', '96x64'].map((size) =>
      readFileSync(makeClip(scratch.file(`${size}.m2v`), ...testsrc(size), '-c:v', 'mpeg2video', '-f', 'mpeg2video')),
    );
    const clip = scratch.file('resized.m2v');
    writeFileSync(clip, Buffer.concat([small!, large!]));
    const source = await open(clip);
    let frames = 0;
    for await (const frame of source) {
      frames++;
      expect(frame.data.length).toBe(3 * 16 * 12);
      frame.release();
    }
    expect(frames).toBe(instants(clip).length);
    expect(source.warnings.join()).toContain('changes from 64x48 to 96x64');
  });

  it('refuses a file of whose frames none can be decoded', async () => {
    const clip = makeClip(scratch.file('none.avi'), ...testsrc('64x48', '25', '0.2'), '-c:v', 'mpeg4');
    const bytes = readFileSync(clip);
    bytes.fill(0, bytes.indexOf('movi', 0, 'latin1') + 12, bytes.indexOf('idx1', 0, 'latin1'));
    writeFileSync(clip, bytes);
    await expect(times(clip)).rejects.toMatchObject({ code: 'ERR_INPUT' });
  });
});
