// npm run bench -- models [name ...]: every model in one table: its speed on frames of a sequence, how well its maps of
// stills predict the gaze of viewers (NSS, CC, shuffled AUC) and objects (max-F), as told by fix_metrics.py and
// sod_metrics.py. Times are of the processor, in milliseconds a frame: other programs do not count.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createModel, models } from '#lib/models/registry.js';
import { media } from '../test/helpers/media.js';
import { mapStills } from './map-stills.js';
import { readPicture } from './pictures.js';

const python = '/usr/bin/python3';
const SEQUENCE = 'goat';
const FRAMES = 24;

export async function run(names: string[]) {
  const chosen = names.length > 0 ? names : models.map(({ name }) => name);
  process.stdout.write(
    '| model | kind | ms a frame | smoothed | NSS | CC | sAUC | max-F |\n|---|---|---|---|---|---|---|---|\n',
  );
  for (const name of chosen) {
    const alone = await speedOf(name, name === 'manifold-ranking' || name === 'gaze' ? {} : { latency: 0 });
    const smooth = await speedOf(name, {});
    const gaze = await judge(
      name,
      'gaze',
      'fixations/OSIE-60/img',
      'fix_metrics.py',
      'fixations/OSIE-60/fixations.json',
    );
    const objects = await judge(name, 'quality', 'images/duts-200/img', 'sod_metrics.py', 'images/duts-200/gt');
    const kind = models.find((model) => model.name === name)?.kind ?? '';
    const values = [gaze?.NSS, gaze?.CC, gaze?.sAUC, objects?.maxF ?? objects?.['max-F'] ?? objects?.maxf];
    const cells = [name, kind, alone, smooth, ...values.map((value) => value?.toFixed(3) ?? '–')];
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
  }
}

/** Processor time a frame, of a model that has run for some frames. */
async function speedOf(name: string, options: Record<string, unknown>): Promise<string> {
  const folder = media('video-gt', SEQUENCE, 'frames');
  if (!folder) return '–';
  const files = readdirSync(folder).sort().slice(0, FRAMES);
  const pictures = await Promise.all(files.map((file) => readPicture(join(folder, file))));
  const { width, height } = pictures[0]!;
  const own = models.find((model) => model.name === name)?.options ?? {};
  const off = options.latency === 0 && own.temporal ? { temporal: 'off' } : {};
  const model = await createModel(name, { width, height, ...options, ...off });
  for (const { rgb } of pictures) model.push(rgb, () => {});
  const begin = process.cpuUsage();
  for (const { rgb } of pictures) model.push(rgb, () => {});
  const { user, system } = process.cpuUsage(begin);
  return ((user + system) / 1000 / FRAMES).toFixed(1);
}

/** What a program says of the maps of stills; undefined where the stills or the program are not at hand. */
async function judge(
  name: string,
  folder: string,
  images: string,
  program: string,
  truth: string,
): Promise<Record<string, number> | undefined> {
  const stills = media(images);
  const metrics = media('../oracle', program);
  if (!stills || !metrics || !existsSync(python)) return undefined;
  const out = join('out/bench', folder, name);
  mkdirSync(out, { recursive: true });
  const files = readdirSync(stills).sort();
  await mapStills(
    files.map((file) => join(stills, file)),
    out,
    name,
    [],
  );
  const text = execFileSync(python, [metrics, out, media(truth)!], { timeout: 300_000, encoding: 'utf8' });
  return JSON.parse(text.trim().split('\n').at(-1)!);
}
