import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { ReframePlan } from '#lib/analysis/reframe/reframe-plan.js';
import { type CropPixels, cropFilter } from '#lib/exports/crop-filter.js';
import { twoShots } from '../helpers/analyze-drawn.js';
import { noFfmpeg, runFfmpeg } from '../helpers/run-ffmpeg.js';

const folder = mkdtempSync(join(tmpdir(), 'crop-'));
afterAll(() => rmSync(folder, { recursive: true }));
const size = { width: 160, height: 48 };
const output = { width: 60, height: 48 };
const { clip } = twoShots();
const pixels: CropPixels = { format: 'yuv420p', chroma: { x: 2, y: 2 }, matrix: 'bt709', fractions: true };

/** A plan of 40 frames: the crop rests at 20.3 pixels, pans by a third of a pixel a frame, and rests again. */
function slowPan(): ReframePlan {
  const frames = Array.from({ length: 40 }, (_, index) => {
    const x = 20.3 + Math.min(7, Math.max(0, index - 13) / 3);
    const crop = { x: x / size.width, y: 0, width: output.width / size.width, height: 1 };
    return { index, pts: index, seconds: index / 25, timecode: '', shot: 0, crop };
  });
  return {
    ...{ format: 'video-saliency-reframe', version: 1, clip: { ...clip, ...size }, aspect: '5:4' },
    ...{ output, outputSampleAspect: { num: 1, den: 1 }, fill: 'black', frames, shots: [] },
    summary: { kept: 1, keptByCenter: 1, jerk: 0 },
  };
}

/** Renders a plan of a ramp whose levels are rounded differently from pixel to pixel. @returns the place of each frame's crop: in luma, and in chroma. */
function places(plan: ReframePlan, more: { pixels?: CropPixels }): { luma: number; chroma: number }[] {
  const options = { commandPrefix: join(folder, 'crop'), input: '[0:v]', ...more };
  const { graph, commandFiles } = cropFilter(plan, options);
  for (const { path, text } of commandFiles) writeFileSync(path, text);
  const source = `nullsrc=s=${size.width}x${size.height}:r=25,geq=lum='20+1.37*X':cb='20+2.63*X':cr=128,format=yuv420p`;
  const raw = ['-map', '[reframed]', '-f', 'rawvideo', '-pix_fmt', 'yuv420p', 'pipe:1'];
  const args = ['-f', 'lavfi', '-i', source, '-frames:v', String(plan.frames.length), '-filter_complex', graph, ...raw];
  const bytes = Buffer.from(runFfmpeg(args), 'latin1');
  const pixelsOf = output.width * output.height;
  return plan.frames.map((_, i) => {
    const frame = bytes.subarray((i * pixelsOf * 3) / 2, ((i + 1) * pixelsOf * 3) / 2);
    const mean = (part: Buffer) => part.reduce((sum, level) => sum + level, 0) / part.length;
    const luma = (mean(frame.subarray(0, pixelsOf)) - 20) / 1.37 - (output.width - 1) / 2;
    const chroma = (2 * (mean(frame.subarray(pixelsOf, (pixelsOf * 5) / 4)) - 20)) / 2.63 - (output.width / 2 - 1);
    return { luma, chroma };
  });
}

test.skipIf(noFfmpeg)('slow pans move by fractions of a pixel, luma and chroma alike, and rest on whole pixels', () => {
  const found = places(slowPan(), { pixels });
  const steps = found.slice(1).map(({ luma }, i) => luma - found[i]!.luma);
  // Rests are moved from 20.3 to 20 and from 27.3 to 27.
  expect(Math.abs(found[5]!.luma - 20)).toBeLessThan(0.5);
  expect(Math.abs(found[39]!.luma - found[5]!.luma - 7)).toBeLessThan(0.05);
  for (const step of steps.slice(14, 32)) expect(Math.abs(step - 1 / 3)).toBeLessThan(0.13);
  for (const { luma, chroma } of found) expect(Math.abs(luma - chroma)).toBeLessThan(0.75);
  const whole = places(slowPan(), {});
  const jumps = whole.slice(1).map(({ luma }, i) => luma - whole[i]!.luma);
  expect(Math.max(...jumps)).toBeGreaterThan(0.9);
});

test.skipIf(noFfmpeg)('crops of two sizes move each by its own commands', () => {
  const plan = slowPan();
  const frames = plan.frames.map((frame, i) => {
    const wide = i >= 20;
    const x = wide ? (i - 20) / size.width : frame.crop.x;
    return { ...frame, shot: wide ? 1 : 0, crop: { ...frame.crop, x, width: (wide ? 120 : 60) / size.width } };
  });
  const shots = [0, 1].map((index) => ({ index, padded: index === 1 })) as unknown as ReframePlan['shots'];
  const { graph, commandFiles } = cropFilter({ ...plan, frames, shots }, { commandPrefix: join(folder, 'two') });
  for (const { path, text } of commandFiles) writeFileSync(path, text);
  const source = `nullsrc=s=${size.width}x${size.height}:r=25,geq=lum=X:cb=128:cr=128,format=gray`;
  const raw = ['-map', '[reframed]', '-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'];
  const args = ['-f', 'lavfi', '-i', source, '-frames:v', '40', '-filter_complex', graph, ...raw];
  const bytes = Buffer.from(runFfmpeg(args), 'latin1');
  const left = (frame: number) => bytes[(frame * output.height + output.height / 2) * output.width]!;
  expect([left(0), left(12)]).toEqual([20, 20]);
  expect(left(39) - left(21)).toBeGreaterThan(15);
});

test.skipIf(noFfmpeg).each([
  ['bt709', '#ff0000', [255, 0, 0]],
  ['bt709', '#1e90ff', [30, 144, 255]],
  ['bt601', '#1e90ff', [30, 144, 255]],
] as const)('bars have their color by the matrix of the output: %s %s', (matrix, fill, color) => {
  const plan = slowPan();
  const frames = plan.frames.map((frame) => ({ ...frame, crop: { x: 0, y: 0, width: 1, height: 1 } }));
  const shots = [{ index: 0, padded: true }] as unknown as ReframePlan['shots'];
  const { graph, commandFiles } = cropFilter(
    { ...plan, frames, shots, fill },
    { commandPrefix: join(folder, 'bars'), pixels: { ...pixels, matrix } },
  );
  for (const { path, text } of commandFiles) writeFileSync(path, text);
  const read = `;[reframed]scale=in_color_matrix=${matrix}:in_range=tv:flags=accurate_rnd+full_chroma_int,format=rgb24[o]`;
  const args = [
    '-f',
    'lavfi',
    '-i',
    'color=gray:s=160x48:r=25',
    '-frames:v',
    '1',
    '-filter_complex',
    `${graph}${read}`,
  ];
  const bytes = Buffer.from(runFfmpeg([...args, '-map', '[o]', '-f', 'rawvideo', 'pipe:1']), 'latin1');
  for (const [channel, level] of color.entries()) expect(Math.abs(bytes[3 * 20 + channel]! - level)).toBeLessThan(4);
});

test.skipIf(noFfmpeg)('two crops are shown one above the other', () => {
  const plan = slowPan();
  const crop = { x: 0.1, y: 0, width: 0.3, height: 0.4 };
  const frames = plan.frames.slice(0, 2).map((frame) => ({ ...frame, crop, second: { ...crop, x: 0.6 } }));
  const { graph, commandFiles } = cropFilter({ ...plan, frames }, { commandPrefix: join(folder, 'stack'), pixels });
  for (const { path, text } of commandFiles) writeFileSync(path, text);
  const source = `nullsrc=s=${size.width}x${size.height}:r=25,geq=lum='20+X':cb=128:cr=128,format=yuv420p`;
  const raw = ['-map', '[reframed]', '-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'];
  const args = ['-f', 'lavfi', '-i', source, '-frames:v', '1', '-filter_complex', graph, ...raw];
  const bytes = Buffer.from(runFfmpeg(args), 'latin1');
  const middle = (row: number) => bytes[row * output.width + output.width / 2]!;
  expect(bytes).toHaveLength(output.width * output.height);
  expect([middle(5), middle(40)].map((level) => Math.round((level - 4) / 8))).toEqual(
    [16 + 24, 96 + 24].map((x) => Math.round((((20 + x - 16) * 255) / 219 - 4) / 8)),
  );
});
