// npm run bench -- models [name ...]: every model in one table: its speed on frames of a sequence, how well its maps of
// stills predict the gaze of viewers (NSS, CC, shuffled AUC) and objects (max-F). Times are of the processor, in
// milliseconds a frame: other programs do not count.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createModel, models } from '#lib/models/registry.js';
import { evaluate } from '#lib/pipeline/evaluate/evaluate.js';
import { media } from '../test/helpers/media.js';
import { readPicture } from './pictures.js';

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
    const gaze = await figuresOf(name, 'fixations/OSIE-60', { images: 'img', fixations: 'fixations.json' });
    const objects = await figuresOf(name, 'images/duts-200', { images: 'img', masks: 'gt' });
    const kind = models.find((model) => model.name === name)?.kind ?? '';
    const values = [gaze?.NSS, gaze?.CC, gaze?.sAUC, objects?.maxF];
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

/** How well a model does on the stills of a folder; undefined where they are not at hand. */
async function figuresOf(models: string, folder: string, files: Record<string, string>) {
  const data = media(folder);
  if (!data) return undefined;
  const paths = Object.fromEntries(Object.entries(files).map(([option, file]) => [option, join(data, file)]));
  const { methods } = await evaluate({ models, ...paths, partial: true });
  return Object.fromEntries(Object.entries(methods[0]!.figures).map(([name, { value }]) => [name, value]));
}
