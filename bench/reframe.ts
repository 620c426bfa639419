// npm run bench -- reframe [aspect] [padding] [option=value ...]: how much of the true object a reframed clip keeps, beside
// a crop in the middle, on the sequences of video-gt; writes previews to out/bench/reframe to look at.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { findBinaries, type ReframePlan, reframe } from 'video-saliency';
import { media } from '../test/media.js';
import { modelSettings } from './settings.js';

const out = 'out/bench/reframe';

export async function run([aspect = '9:16', padding = 'never', ...settings]: string[]): Promise<void> {
  const data = media('video-gt');
  if (!data) {
    process.stderr.write('reframe: there is no video-gt; set SALIENCY_MEDIA to the folder that holds it\n');
    return;
  }
  mkdirSync(out, { recursive: true });
  const { ffmpeg } = await findBinaries();
  const rows: number[][] = [];
  console.log(`${aspect}, padding ${padding}: share of the true mask inside the crop, in %`);
  console.log('sequence          crop  middle   gain  worst frame  salience kept  jerk   bars');
  for (const sequence of readdirSync(data).sort()) {
    const clip = join(out, `${sequence}.mp4`);
    const frames = ['-framerate', '24', '-i', join(data, sequence, 'frames', '%05d.jpg')];
    const encoding = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '14', '-pix_fmt', 'yuv420p'];
    execFileSync(ffmpeg.path, ['-v', 'error', '-y', ...frames, ...encoding, clip], { timeout: 120_000 });
    const path = join(out, `${sequence}.json`);
    const { kept, jerk, paddedShots } = await reframe(clip, join(out, `${sequence}.preview.mp4`), {
      ...{ aspect, padding: padding as 'auto' | 'never', path, preview: true, force: true },
      modelOptions: modelSettings(settings),
    });
    const { frames: crops }: ReframePlan = JSON.parse(readFileSync(path, 'utf8'));
    const masks = readdirSync(join(data, sequence, 'masks')).sort();
    const shares: { readonly crop: number; readonly middle: number }[] = [];
    for (const { index, crop } of crops) {
      const mass = await maskMass(join(data, sequence, 'masks', masks[index]!));
      if (mass.total === 0) continue;
      const { x, y, width, height } = crop;
      const middle = { x: (1 - width) / 2, y: (1 - height) / 2, width, height };
      shares.push({ crop: inside(mass, { x, y, width, height }), middle: inside(mass, middle) });
    }
    const mean = (of: (share: (typeof shares)[number]) => number) =>
      shares.reduce((sum, share) => sum + of(share), 0) / shares.length;
    const [ours, center] = [mean(({ crop }) => crop), mean(({ middle }) => middle)];
    const worst = Math.min(...shares.map(({ crop }) => crop));
    rows.push([ours, center]);
    const cells = [ours, center, ours - center].map((share) => (100 * share).toFixed(1).padStart(7));
    console.log(
      `${sequence.padEnd(15)}${cells.join('')}${(100 * worst).toFixed(1).padStart(13)}${(100 * kept).toFixed(1).padStart(15)}${jerk.toFixed(3).padStart(7)}${String(paddedShots).padStart(7)}`,
    );
  }
  const [ours, center] = [0, 1].map((column) => rows.reduce((sum, row) => sum + row[column]!, 0) / rows.length);
  const cells = [ours!, center!, ours! - center!].map((share) => (100 * share).toFixed(1).padStart(7));
  console.log(`${'mean'.padEnd(15)}${cells.join('')}`);
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

async function maskMass(path: string) {
  const { data, info } = await sharp(path).greyscale().raw().toBuffer({ resolveWithObject: true });
  const on = Uint8Array.from(data, (value) => (value > 127 ? 1 : 0));
  return { ...info, on, total: on.reduce((sum, value) => sum + value, 0) };
}

/** Share of a mask's pixels whose middles lie inside an area. */
function inside({ on, total, width, height }: Awaited<ReturnType<typeof maskMass>>, area: Area): number {
  let sum = 0;
  for (let y = 0; y < height; y++) {
    const down = (y + 0.5) / height;
    if (down < area.y || down >= area.y + area.height) continue;
    for (let x = 0; x < width; x++) {
      const across = (x + 0.5) / width;
      if (across >= area.x && across < area.x + area.width) sum += on[y * width + x]!;
    }
  }
  return sum / total;
}
