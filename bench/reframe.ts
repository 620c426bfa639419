// npm run bench -- reframe [aspect] [model | folder of maps] [option=value ...]: share of the true mask that a crop along
// attention keeps, and of frames whose head is whole in it, beside a crop in the middle, on video-gt. A folder of maps holds
// <sequence>/<frame>.png. networks=off: without where eyes rest.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FrameMeasurer } from '#lib/analysis/measure/frame-measurer.js';
import { Reframer } from '#lib/analysis/reframe/reframe.js';
import type { ReframePlan } from '#lib/analysis/reframe/reframe-plan.js';
import { type AnalyzedClip, ClipAnalyzer } from '#lib/analysis/shots/clip-analyzer.js';
import { createModel, defaultModel } from '#lib/models/registry.js';
import { media } from '../test/helpers/media.js';
import { headAt } from './heads.js';
import { type Picture, readPicture } from './pictures.js';
import { modelSettings } from './settings.js';

const RATE = { num: 24, den: 1 };

export async function run([aspect = '9:16', source = defaultModel, ...settings]: string[]) {
  const folder = media('video-gt');
  if (!folder) {
    process.stderr.write('reframe: there is no video-gt; set SALIENCY_MEDIA to the folder that holds it\n');
    return;
  }
  const rows: Record<string, string | number | boolean>[] = [];
  for (const sequence of readdirSync(folder).sort()) {
    const pictures = await readAll(join(folder, sequence, 'frames'));
    const masks = await readAll(join(folder, sequence, 'masks'));
    const maps = existsSync(source)
      ? (await readAll(join(source, sequence))).map(grayOf)
      : await mapsOf(pictures, source, settings);
    const eyes = settings.includes('networks=off') ? undefined : await mapsOf(pictures, 'gaze', []);
    const plan = planFor(pictures, maps, aspect, eyes);
    const [shot] = plan.shots;
    const [center, crop] = [keptMask(plan, masks, true), keptMask(plan, masks, false)];
    const [headCenter, head] = [keptHead(plan, sequence, true), keptHead(plan, sequence, false)];
    const figures = { center, crop, headCenter, head, speed: shot!.speed, jerk: shot!.jerk };
    if (settings.includes('trace=on')) traceHeads(plan, sequence);
    rows.push({ sequence, ...rounded(figures), padded: shot!.padded });
  }
  console.table(rows);
  for (const key of ['center', 'crop', 'headCenter', 'head', 'jerk']) {
    const known = rows.map((row) => Number(row[key])).filter((value) => !Number.isNaN(value));
    console.log(`mean ${key}: ${(known.reduce((sum, value) => sum + value, 0) / known.length).toFixed(3)}`);
  }
}

async function readAll(folder: string): Promise<Picture[]> {
  return Promise.all(
    readdirSync(folder)
      .sort()
      .map((file) => readPicture(join(folder, file))),
  );
}

async function mapsOf(pictures: readonly Picture[], name: string, settings: string[]): Promise<Float32Array[]> {
  const { width, height } = pictures[0]!;
  const own = settings.filter((setting) => !['networks=off', 'trace=on'].includes(setting));
  const model = await createModel(name, { width, height, ...modelSettings(own) });
  const maps: Float32Array[] = [];
  for (const { rgb } of pictures) model.push(rgb, (map) => maps.push(map.slice()));
  model.flush((map) => maps.push(map.slice()));
  return maps;
}

function planFor(
  pictures: readonly Picture[],
  maps: readonly Float32Array[],
  aspect: string,
  eyes: readonly Float32Array[] | undefined,
): ReframePlan {
  const { width, height } = pictures[0]!;
  const timeBase = { num: 1, den: 24 };
  const clip: AnalyzedClip = {
    ...{ path: 'sequence', width, height, sampleAspect: { num: 1, den: 1 }, timeBase },
    ...{ frameRate: RATE, averageFrameRate: RATE, hasAudio: false },
  };
  const gaze = eyes !== undefined;
  const analyzer = new ClipAnalyzer(clip, { model: 'bench', gaze });
  const reframer = new Reframer(clip, RATE, { aspect });
  const measurer = new FrameMeasurer({ width, height }, { ...reframer.measures, gaze });
  maps.forEach((data, index) => {
    const watched = eyes && { width, height, data: eyes[index]! };
    const measured = measurer.measureFrame(pictures[index]!.rgb, { width, height, data }, watched);
    const frame = analyzer.push({ index, time: { pts: index, timeBase }, cut: false, measured });
    reframer.push(frame, measured);
  });
  return reframer.finish(analyzer.clip);
}

/** Prints where crops and heads are in every eighth frame. */
function traceHeads({ frames }: ReframePlan, sequence: string): void {
  for (const { crop, index } of frames) {
    const head = headAt(sequence, index);
    if (index % 8 > 0 || head === undefined) continue;
    const [from, to] = [crop.x, crop.x + crop.width].map((value) => value.toFixed(2));
    console.log(`${sequence} ${index}: crop ${from}-${to}, head ${head.left.toFixed(2)}-${head.right.toFixed(2)}`);
  }
}

/** Share of the frames with a head whose crop shows all of it; not a number without any. */
function keptHead({ frames }: ReframePlan, sequence: string, centered: boolean): number {
  const whole = frames.flatMap(({ crop }, i) => {
    const head = headAt(sequence, i);
    if (head === undefined) return [];
    const [left, top] = centered ? [(1 - crop.width) / 2, (1 - crop.height) / 2] : [crop.x, crop.y];
    const across = head.left >= left && head.right <= left + crop.width;
    return [across && head.top >= top && head.bottom <= top + crop.height ? 1 : 0];
  });
  return whole.reduce<number>((sum, value) => sum + value, 0) / whole.length;
}

/** Mean over the frames of the share of the mask's area inside the crop. */
function keptMask({ frames }: ReframePlan, masks: readonly Picture[], centered: boolean): number {
  const shares = frames.map(({ crop }, i) => {
    const { width, height } = masks[i]!;
    const mask = grayOf(masks[i]!);
    const [left, top] = centered ? [(1 - crop.width) / 2, (1 - crop.height) / 2] : [crop.x, crop.y];
    const columns = Array.from({ length: width }, (_, x) => overlap(x, width, left, crop.width));
    const rows = Array.from({ length: height }, (_, y) => overlap(y, height, top, crop.height));
    let [inside, all] = [0, 0];
    for (let pixel = 0; pixel < mask.length; pixel++) {
      const value = mask[pixel]! > 0.5 ? 1 : 0;
      all += value;
      inside += value * columns[pixel % width]! * rows[Math.floor(pixel / width)]!;
    }
    return all === 0 ? 1 : inside / all;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** Share of one pixel, of so many along a side, that lies in a window. */
function overlap(pixel: number, pixels: number, start: number, length: number): number {
  return Math.max(0, Math.min(pixel + 1, (start + length) * pixels) - Math.max(pixel, start * pixels));
}

function grayOf({ rgb }: Picture): Float32Array {
  return Float32Array.from({ length: rgb.length / 3 }, (_, i) => rgb[3 * i]! / 255);
}

function rounded(figures: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value.toFixed(3))]));
}
