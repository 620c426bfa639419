import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { convert, cutout, overlay } from '#lib/index.js';
import { containers } from '#lib/video/encode/containers.js';
import type { CutoutComposition } from '#lib/video/encode/encoder-job.js';
import type { EncodingPlan } from '#lib/video/encode/encoding-plan.js';
import { AlphaRecord } from '#lib/video/encode/read-alpha.js';
import { binaries, instants, makeClip, scratchFolder, show } from '../helpers/clips.js';
import { modelPath } from '../helpers/model-modules.js';

const scratch = scratchFolder();
const { ffmpeg } = binaries;
const red = { model: modelPath('redness') };
let clip: string;

beforeAll(() => {
  // A dark red square of 24 pixels on blue: the model gives it some .78, and the ground almost nothing.
  clip = makeClip(
    scratch.file('clip.mp4'),
    ...['-f', 'lavfi', '-i', 'color=blue:s=160x96:r=10:d=0.4'],
    ...['-vf', 'format=rgb24,drawbox=x=68:y=36:w=24:h=24:color=0x680000:t=fill', '-c:v', 'libx264rgb', '-crf', '0'],
  );
});

afterAll(() => scratch.remove());

/** The first frame of a file as RGBA, 4 bytes a pixel. */
function pixels(path: string, ...before: string[]) {
  const args = ['-v', 'error', ...before, '-i', path, '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'rgba', '-'];
  const data = execFileSync(ffmpeg.path, args, { timeout: 30_000 });
  return (x: number, y: number) => [...data.subarray(4 * (160 * y + x), 4 * (160 * y + x) + 4)];
}

const inside = [80, 48] as const;
const outside = [10, 10] as const;

describe('cutout', () => {
  it('writes ProRes 4444 whose alpha is white on the subject and black beside it', async () => {
    const output = scratch.file('cut.mov');
    const { frames } = await cutout(clip, output, red);
    expect(frames).toBe(4);
    expect(show(output, '-show_streams').streams[0]).toMatchObject({ codec_tag_string: 'ap4h' });
    expect(instants(output)).toEqual(instants(clip));
    const at = pixels(output);
    const alpha = ['-v', 'error', '-i', output, '-frames:v', '1', '-vf', 'alphaextract', '-pix_fmt', 'gray16le'];
    const deep = execFileSync(ffmpeg.path, [...alpha, '-f', 'rawvideo', '-'], { timeout: 30_000 });
    // Of the 12 bits that FFmpeg decodes, all are set.
    expect(deep.readUInt16LE(2 * (160 * 48 + 80)) >> 4).toBe(4095);
    expect(at(...inside)[3]).toBe(255);
    expect(at(...outside)[3]).toBe(0);
  });

  it('frees the colors of the subject from those of the ground at its edge', async () => {
    const output = scratch.file('edge.mkv');
    await cutout(clip, output, { ...red, refine: false, analysisSize: 40 });
    const at = pixels(output);
    // The picture turns blue at 68; the matte is soft there.
    const soft = Array.from({ length: 12 }, (_, i) => at(60 + i, 48)).filter(
      ([, , , alpha]) => alpha! > 20 && alpha! < 240,
    );
    expect(soft.length).toBeGreaterThan(0);
    for (const [r, , b] of soft) expect(r!).toBeGreaterThan(2 * b!);
  });

  it('writes VP9 whose alpha libvpx reads back', async () => {
    const output = scratch.file('cut.webm');
    await cutout(clip, output, red);
    const at = pixels(output, '-c:v', 'libvpx-vp9');
    expect(at(...inside)[3]).toBeGreaterThan(250);
    expect(at(...outside)[3]).toBeLessThan(5);
  });

  it('writes PNG pictures, straight, premultiplied, inverted', async () => {
    await cutout(clip, scratch.file('straight/'), { ...red, encoding: { format: 'png' } });
    const { warnings } = await cutout(clip, scratch.file('multiplied/'), {
      ...red,
      premultiply: true,
      encoding: { format: 'png' },
    });
    const deep = { format: 'png', bitDepth: 16 } as const;
    await cutout(clip, scratch.file('inverted/'), { ...red, invert: true, encoding: deep });
    expect(warnings.join()).toContain('straight');
    const [straight, multiplied, inverted] = ['straight', 'multiplied', 'inverted'].map((name) =>
      pixels(scratch.file(`${name}/000001.png`)),
    );
    expect(straight!(...inside)[0]).toBeGreaterThan(90);
    expect(straight!(...inside)[3]).toBe(255);
    expect(multiplied!(...outside)).toEqual([0, 0, 0, 0]);
    expect(inverted!(...inside)[3]).toBe(0);
    expect(inverted!(...outside)[3]).toBe(255);
  });

  it('puts the subject in front of a color, a blur, a still or a clip', async () => {
    const still = makeClip(scratch.file('still.png'), '-f', 'lavfi', '-i', 'color=lime:s=40x40', '-frames:v', '1');
    const green = makeClip(scratch.file('green.mp4'), '-f', 'lavfi', '-i', 'color=lime:s=80x48:r=25:d=3');
    for (const background of ['#00ff00', 'lime', still, green]) {
      const output = scratch.file('composed.mkv');
      const { frames } = await cutout(clip, output, { ...red, background, force: true });
      expect(frames).toBe(4);
      const at = pixels(output);
      const [r, g, b] = at(...outside);
      expect(g! - Math.max(r!, b!), background).toBeGreaterThan(200);
      expect(at(...inside)[0], background).toBeGreaterThan(90);
    }
    await cutout(clip, scratch.file('blurred.mp4'), { ...red, background: 'blur:8' });
    expect(pixels(scratch.file('blurred.mp4'))(...outside)[2]).toBeGreaterThan(180);
  });

  it('refuses what would be opaque, and backgrounds that are none', async () => {
    const output = scratch.file('no.mov');
    await expect(cutout(clip, scratch.file('no.mp4'), red)).rejects.toThrow('container that has transparency');
    await expect(cutout(clip, output, { ...red, encoding: { codec: 'h264' } })).rejects.toThrow('prores_ks');
    await expect(cutout(clip, output, { ...red, encoding: { pixFmt: 'yuv444p10le' } })).rejects.toThrow('with alpha');
    await expect(cutout(clip, output, { ...red, background: 'nosuch.jpg' })).rejects.toThrow('background: expected');
    await expect(cutout(clip, output, { ...red, background: 'blur:x' })).rejects.toThrow('background: expected');
    await expect(cutout(clip, output, { ...red, levels: '0.8,0.2' })).rejects.toThrow('levels: expected');
    expect(existsSync(output)).toBe(false);
  });

  it('names cutout where convert or overlay is asked for alpha', async () => {
    const encoding = { codec: 'prores_ks', pixFmt: 'yuva444p10le' };
    await expect(convert(clip, scratch.file('no.mov'), { ...red, encoding })).rejects.toThrow('cutout');
    await expect(
      overlay(clip, scratch.file('no.mov'), { encoding: { codec: 'qtrle', pixFmt: 'argb' } }),
    ).rejects.toThrow('cutout');
  });

  it('finds an alpha that got lost', async () => {
    const opaque = makeClip(
      scratch.file('opaque.mkv'),
      ...['-f', 'lavfi', '-i', 'color=red:s=64x48:r=10:d=0.3', '-pix_fmt', 'yuva444p10le', '-c:v', 'ffv1'],
    );
    const compose = { kind: 'cutout', refine: false, levels: undefined, invert: false, premultiply: false } as const;
    const plan = { container: containers.find(({ name }) => name === 'mkv')!, codec: { encoder: 'ffv1' } };
    const check = (compose: CutoutComposition, frames: number) => {
      const record = new AlphaRecord(compose, { width: 64, height: 48 });
      for (let i = 0; i < frames; i++) record.add(new Uint8Array(2 * 64 * 48));
      return record.check(opaque, plan as unknown as EncodingPlan, { binaries });
    };
    await expect(check(compose, 3)).rejects.toThrow('frame 0 reads back as 100 % opaque, 0 % was meant');
    await expect(check({ ...compose, invert: true }, 4)).rejects.toThrow('3 of 4 frames');
    await expect(check({ ...compose, invert: true }, 3)).resolves.toBeUndefined();
  });
});

describe('the levels of a map', () => {
  it('spread it in convert: matte makes certain pixels white and doubt darker', async () => {
    const level = async (levels: string | undefined, at: readonly [number, number]) => {
      const output = scratch.file('levels.mkv');
      await convert(clip, output, { ...red, levels, force: true, encoding: { codec: 'ffv1' } });
      return pixels(output)(...at)[0]!;
    };
    const plain = await level(undefined, inside);
    expect(plain).toBeLessThan(255);
    expect(await level('matte', inside)).toBe(255);
    expect(await level(`0,${plain / 255},1`, inside)).toBe(255);
    expect(Math.abs((await level('0,1,2', inside)) - plain ** 2 / 255)).toBeLessThan(2);
  });
});

describe('the file of a background', () => {
  it('is no output of the run', async () => {
    const clip = makeClip(scratch.file('front.mkv'), ...['-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=5:d=0.4']);
    const behind = makeClip(scratch.file('behind.mkv'), ...['-f', 'lavfi', '-i', 'color=blue:s=64x48:r=5:d=0.4']);
    const before = readFileSync(behind);
    const options = { background: behind, force: true, analysisSize: 40 };
    await expect(cutout(clip, behind, options)).rejects.toThrow('it would be destroyed');
    const beside = { ...options, analysis: { path: behind, format: 'json' } } as const;
    await expect(cutout(clip, scratch.file('cut.mkv'), beside)).rejects.toThrow(/behind\.mkv/);
    expect(readFileSync(behind).equals(before)).toBe(true);
  });
});

describe('a refined map', () => {
  it('has no blocks of four pixels where the picture is busy', async () => {
    const busy = makeClip(
      scratch.file('busy.mp4'),
      ...['-f', 'lavfi', '-i', 'color=gray:s=640x360:r=10:d=0.3'],
      ...[
        '-vf',
        'noise=alls=60:allf=t:all_seed=1,drawbox=x=220:y=80:w=200:h=200:color=0x680000@0.7:t=fill',
        '-crf',
        '4',
      ],
    );
    const output = scratch.file('busy.mkv');
    await convert(busy, output, {
      ...red,
      analysisSize: 90,
      refine: true,
      levels: '0,0.6',
      encoding: { codec: 'ffv1' },
    });
    const args = ['-v', 'error', '-i', output, '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'gray', '-'];
    const data = execFileSync(ffmpeg.path, args, { timeout: 30_000 });
    const steps = [0, 0, 0, 0];
    for (let y = 0; y < 360; y++) {
      for (let x = 8; x < 632; x++) steps[x % 4]! += Math.abs(data[640 * y + x]! - data[640 * y + x - 1]!);
    }
    expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(1.3);
  });

  it('has no specks where small bright things are on the ground', async () => {
    // Dots of one pixel on a dark ground, and a bright square that is found.
    const dots = 'if(between(X,220,420)*between(Y,80,280),200,if(eq(mod(X,7),0)*eq(mod(Y,5),0),190,60))';
    const dotted = makeClip(
      scratch.file('dotted.mkv'),
      ...['-f', 'lavfi', '-i', `nullsrc=s=640x360:r=10:d=0.3,geq=lum='${dots}':cb=128:cr=128`, '-c:v', 'ffv1'],
    );
    const output = scratch.file('specks.mkv');
    const encoding = { codec: 'ffv1' };
    await convert(dotted, output, { analysisSize: 90, refine: true, levels: '0,0.6', encoding });
    const args = ['-v', 'error', '-i', output, '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'gray', '-'];
    const data = execFileSync(ffmpeg.path, args, { timeout: 30_000 });
    let specks = 0;
    for (let y = 2; y < 358; y++) {
      for (let x = 2; x < 638; x++) {
        const around = [-2, 2, -1280, 1280].map((step) => data[640 * y + x + step]!);
        if (data[640 * y + x]! > Math.max(...around) + 8) specks++;
      }
    }
    expect(data.includes(255)).toBe(true);
    expect(specks).toBe(0);
  });
});
