import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ReframePlan } from '#lib/analysis/reframe/reframe-plan.js';
import { OptionError } from '#lib/core/errors.js';
import { type CropFilter, cropFilter } from '#lib/exports/crop-filter.js';
import { toFcpxml } from '#lib/exports/fcpxml.js';
import { placementOf } from '#lib/exports/framing.js';
import { reframeFormats } from '#lib/exports/reframe-formats.js';
import { toXmeml } from '#lib/exports/xmeml.js';
import { twoShots } from '../helpers/analyze-drawn.js';
import { noFfmpeg, runFfmpeg } from '../helpers/run-ffmpeg.js';
import { fcpxmlBreaches } from './fcpxml-rules.js';
import { all, readXml, textOf } from './xml-reader.js';

const analysis = twoShots();

/** A plan of 12 frames in two shots: the crop moves 5 pixels a frame in the first, and rests, maybe wider, in the second. */
function plan(secondWidth: number, size = { width: 1920, height: 1080 }): ReframePlan {
  const window = 608 / 1920;
  return {
    format: 'video-saliency-reframe',
    version: 1,
    clip: { ...analysis.clip, ...size },
    aspect: '9:16',
    outputSampleAspect: { num: 1, den: 1 },
    fill: 'black',
    output: { width: 2 * Math.round((window * size.width) / 2), height: size.height },
    frames: analysis.frames.map(({ index, pts, seconds, timecode, shot }) => {
      const width = shot === 0 ? window : secondWidth;
      return {
        ...{ index, pts, seconds, timecode, shot },
        crop: { x: shot === 0 ? (index * 5) / size.width : (1 - width) / 2, y: 0, width, height: 1 },
      };
    }),
    shots: [],
    summary: { kept: 1, keptByCenter: 1, jerk: 0 },
  };
}

describe('crop filter', () => {
  const folder = mkdtempSync(join(tmpdir(), "crop, [it's] "));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Renders 12 frames whose gray level is their column, and returns them as rows of bytes. */
  function render(
    reframe: ReframePlan,
    { width, height }: { width: number; height: number },
    filter: typeof cropFilter = cropFilter,
    output: { width: number; height: number } = reframe.output,
  ): Buffer[] {
    const options = { commandPrefix: join(folder, 'crop'), input: '[0:v]' };
    const { graph, commandFiles }: CropFilter = filter(reframe, options);
    for (const { path, text } of commandFiles) writeFileSync(path, text);
    const source = `nullsrc=s=${width}x${height}:r=30000/1001,geq=lum=X:cb=128:cr=128,format=gray`;
    const raw = runFfmpeg([
      ...['-f', 'lavfi', '-i', source, '-frames:v', '12', '-filter_complex', graph, '-map', '[reframed]'],
      ...['-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'],
    ]);
    const bytes = Buffer.from(raw, 'latin1');
    const frame = output.width * output.height;
    expect(bytes.length).toBe(12 * frame);
    return Array.from({ length: 12 }, (_, i) => bytes.subarray(i * frame, (i + 1) * frame));
  }

  it.skipIf(noFfmpeg)('moves the crop on exactly the frame that the plan says', () => {
    const size = { width: 240, height: 24 };
    const frames = render(plan(608 / 1920, size), size);
    expect(frames.map((frame) => frame[0])).toEqual(
      [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55].map((x, i) => (i < 6 ? x : 82)),
    );
  });

  it.skipIf(noFfmpeg)('pads wider crops, in their own shots only', () => {
    const size = { width: 240, height: 40 };
    const reframe = plan(1, size);
    const frames = render(reframe, size);
    const { width, height } = reframe.output;
    expect(Math.abs(frames[5]![0]! - 25)).toBeLessThanOrEqual(2);
    const last = frames[6]!;
    expect(last[0]).toBeLessThanOrEqual(16);
    const middle = last.subarray((height / 2) * width, (height / 2 + 1) * width);
    expect(Math.abs(middle[0]! - 1)).toBeLessThanOrEqual(6);
    expect(middle.at(-1)!).toBeGreaterThan(225);
  });

  it('says nothing where the crop rests', () => {
    const resting = plan(608 / 1920);
    const still = { ...resting, frames: resting.frames.map((frame) => ({ ...frame, crop: resting.frames[0]!.crop })) };
    const { commandFiles, graph } = cropFilter(still, { commandPrefix: 'crop' });
    expect(commandFiles).toEqual([{ path: 'crop0.txt', text: '0 crop x 0, crop y 0;\n' }]);
    expect(graph).toBe('[0:V:0]sendcmd=f=crop0.txt,crop=w=608:h=1080:x=0:y=0:exact=1[reframed]');
  });

  it('does not flicker between two pixels', () => {
    const base = plan(608 / 1920);
    const frames = base.frames.map((frame, i) => ({
      ...frame,
      crop: { ...frame.crop, x: (100.5 + 0.2 * (i % 2)) / 1920 },
    }));
    const [file] = cropFilter({ ...base, frames }, { commandPrefix: 'crop' }).commandFiles;
    expect(file!.text.trimEnd().split('\n')).toHaveLength(1);
  });

  it('scales the picture first where a size is asked for, so that the crop has that very shape', () => {
    const source = 'color=white:s=192x108:r=30000/1001';
    const still = plan(608 / 1920, { width: 192, height: 108 });
    const sized = { ...still, output: { width: 108, height: 192 }, frames: still.frames.slice(0, 1) };
    const { graph, commandFiles } = cropFilter(sized, { commandPrefix: join(folder, 'sized') });
    for (const { path, text } of commandFiles) writeFileSync(path, text);
    expect(graph).toContain('scale=w=342:h=192');
    const gray = ['-frames:v', '1', '-map', '[reframed]', '-pix_fmt', 'gray', '-f', 'rawvideo', '-'];
    const bytes = runFfmpeg(['-f', 'lavfi', '-i', source, '-filter_complex', graph, ...gray]);
    expect(bytes).toHaveLength(108 * 192);
    // No line of bars at any side.
    expect([...bytes].filter((byte) => byte.charCodeAt(0) < 200)).toHaveLength(0);
  });

  it('fills bars with a color, or with what is shown, out of focus', () => {
    const wide = { ...plan(1, { width: 192, height: 108 }), shots: [] as ReframePlan['shots'] };
    const shots = [0, 1].map((index) => ({ index, padded: index === 1 })) as unknown as ReframePlan['shots'];
    const render = (fill: string) => {
      const { graph, commandFiles } = cropFilter({ ...wide, shots, fill }, { commandPrefix: join(folder, 'bars') });
      for (const { path, text } of commandFiles) writeFileSync(path, text);
      const source = 'color=0xff0000:s=192x108:r=30000/1001';
      const last = ['-map', '[reframed]', '-pix_fmt', 'rgb24', '-f', 'rawvideo', '-'];
      const bytes = runFfmpeg(['-f', 'lavfi', '-i', source, '-frames:v', '12', '-filter_complex', graph, ...last]);
      const top = bytes.slice(-bytes.length / 12);
      return [0, 1, 2].map((channel) => top.charCodeAt(channel + 3 * 20));
    };
    const [red, green, blue] = [render('blur'), render('lime'), render('#0000ff')];
    expect(red[0]).toBeGreaterThan(200);
    expect(green[1]).toBeGreaterThan(200);
    expect(blue[2]).toBeGreaterThan(200);
  });

  it('counts command times from where the graph does', () => {
    const [file] = cropFilter(plan(608 / 1920), { commandPrefix: 'crop', timeOffset: -10 }).commandFiles;
    expect(file!.text.split('\n')[1]).toMatch(/^10\.016683 crop x 5/);
  });
});

describe('reframed edits', () => {
  it('place the picture so that the crop fills the frame', () => {
    const reframe = plan(1);
    const filled = placementOf(reframe, reframe.frames[2]!);
    expect(filled.scale).toBeCloseTo(1, 9);
    expect(filled.x).toBeCloseTo(960 - 10 - 304, 6);
    const fitted = placementOf(reframe, reframe.frames[8]!);
    expect(fitted).toMatchObject({ x: 0, y: 0 });
    expect(fitted.scale).toBeCloseTo(608 / 1920, 9);
  });

  it('are valid FCPXML with keyframes on whole frames', () => {
    const root = readXml(toFcpxml(analysis, { reframe: plan(1) }));
    expect(fcpxmlBreaches(root)).toEqual([]);
    const [first, second] = all(root, 'adjust-transform');
    const keys = all(first!, 'keyframe');
    expect(keys).toHaveLength(2);
    expect(keys.map((key) => Number(key.attributes.value!.split(' ')[0]))).toEqual([
      Number(((100 * (960 - 304)) / 1080).toFixed(4)),
      Number(((100 * (960 - 304 - 25)) / 1080).toFixed(4)),
    ]);
    expect(Number(first!.attributes.scale!.split(' ')[0])).toBeCloseTo(1920 / 608, 3);
    expect(second!.attributes).toMatchObject({ position: '0 0', scale: '1 1' });
    const formats = all(root, 'format').map(({ attributes }) => `${attributes.width}x${attributes.height}`);
    expect(formats).toEqual(['1920x1080', '608x1080']);
  });

  it('carry Basic Motion in xmeml', () => {
    const root = readXml(toXmeml(analysis, { reframe: plan(608 / 1920) }));
    const effects = all(root, 'effect');
    expect(effects.map((effect) => textOf(effect, 'effectid'))).toEqual(['basic', 'basic']);
    const whens = all(effects[0]!, 'when').map(({ text }) => Number(text));
    expect(whens).toEqual([0, 5]);
    expect(Number(all(effects[0]!, 'horiz')[0]!.text)).toBeCloseTo((960 - 304) / 1920, 5);
    const [format] = all(root, 'samplecharacteristics');
    expect([textOf(format!, 'width'), textOf(format!, 'height')]).toEqual(['608', '1080']);
  });
});

describe('reframe formats', () => {
  it('write the path as JSON that reads back', () => {
    const reframe = plan(608 / 1920);
    const back = JSON.parse(reframeFormats.json.write(reframe));
    expect(back).toMatchObject({ format: 'video-saliency-reframe', version: 1, output: { width: 608, height: 1080 } });
    expect(back.frames).toHaveLength(12);
    expect(back.frames[3].crop.x).toBeCloseTo(15 / 1920, 5);
  });

  it('write commands with their filter above them, for one size of crop only', () => {
    const [comment, first, second] = reframeFormats.sendcmd.write(plan(608 / 1920)).split('\n');
    expect(comment).toBe("# ffmpeg -i CLIP -vf 'sendcmd=f=THIS_FILE,crop=w=608:h=1080:x=0:y=0:exact=1' OUTPUT");
    expect(first).toBe('0 crop x 0, crop y 0;');
    expect(second).toMatch(/^0\.016683 crop x 5/);
    expect(() => reframeFormats.sendcmd.write(plan(1))).toThrow(OptionError);
  });

  it('move the layer of the clip in After Effects, and scale it once a shot', () => {
    const text = reframeFormats.ae.write(plan(1));
    const blocks = text.split('Transform\t').slice(1);
    expect(blocks.map((block) => block.split('\n')[0])).toEqual(['Anchor Point', 'Position', 'Scale']);
    expect(blocks[0]).toContain('\t3\t319\t540\t0\t\n');
    expect(blocks[1]).toContain('\t0\t304\t540\t0\t\n\n');
    const scales = blocks[2]!.split('\n').filter((line) => /^\t\d/.test(line));
    expect(scales.map((line) => line.trim().split('\t').map(Number))).toEqual([
      [0, 100, 100, 100],
      [5, 100, 100, 100],
      [6, 31.667, 31.667, 100],
    ]);
  });
});

describe('a crop whose sides are no whole pixels', () => {
  // 202.5 of 480 columns: an output of 202 columns would be 359.1 lines high.
  const size = { width: 480, height: 360 };
  const base = plan(608 / 1920, size);
  const reframe: ReframePlan = {
    ...base,
    output: { width: 202, height: 360 },
    frames: base.frames.map((frame) => ({ ...frame, crop: { x: 0.2, y: 0, width: 202.5 / 480, height: 1 } })),
  };
  const small = { ...analysis, clip: { ...analysis.clip, ...size } };

  it('covers the whole frame, to the last line, in every editor', () => {
    const { scale, x, y } = placementOf(reframe, reframe.frames[0]!);
    expect(size.height * scale).toBeGreaterThanOrEqual(360);
    for (const [middle, half, length] of [
      [x, (size.width * scale) / 2, 202],
      [y, (size.height * scale) / 2, 360],
    ] as const) {
      expect(middle - half).toBeLessThanOrEqual(-length / 2);
      expect(middle + half).toBeGreaterThanOrEqual(length / 2);
    }
    const [effect] = all(readXml(toXmeml(small, { reframe })), 'parameter');
    expect(Number(textOf(effect!, 'value'))).toBeGreaterThanOrEqual(100);
    const [transform] = all(readXml(toFcpxml(small, { reframe })), 'adjust-transform');
    const fitted = Math.min(202 / size.width, 360 / size.height);
    expect(size.height * fitted * Number(transform!.attributes.scale!.split(' ')[0])).toBeGreaterThanOrEqual(360);
    const scales = reframeFormats.ae.write(reframe).split('Transform\tScale')[1]!;
    expect(Number(/^\t0\t([\d.]+)/m.exec(scales)![1])).toBeGreaterThanOrEqual(100);
    expect(reframeFormats.sendcmd.write(reframe)).toContain('crop=w=202:h=360');
  });

  it('is scaled up by no less than it has to be where the scale is no short number', () => {
    const { frames, ...rest } = reframe;
    const wide = { ...rest, output: { width: 1080, height: 1920 }, frames, outputSampleAspect: { num: 1, den: 1 } };
    const [effect] = all(readXml(toXmeml(small, { reframe: wide })), 'parameter');
    expect((360 * Number(textOf(effect!, 'value'))) / 100).toBeGreaterThanOrEqual(1920);
  });

  it('is placed by the size that is displayed where pixels are not square', () => {
    const clip = { ...small.clip, width: 720, height: 480, sampleAspect: { num: 32, den: 27 } };
    const plain: ReframePlan = { ...reframe, clip, output: { width: 270, height: 480 } };
    const crop = { x: 0, y: 0, width: 270 / ((720 * 32) / 27), height: 1 };
    const left = { ...plain, frames: plain.frames.map((frame) => ({ ...frame, crop })) };
    const [first] = all(readXml(toXmeml({ ...small, clip }, { reframe: left })), 'horiz');
    // The middle of the crop is in the middle of the frame: the picture's is half of what is not shown to the right.
    expect(Number(first!.text)).toBeCloseTo((1 - crop.width) / 2, 4);
  });
});
