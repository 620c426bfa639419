// npm run reliability -- [part of a name]: every real clip through every verb, compared with what FFmpeg itself says.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBinaries } from '#lib/video/ffmpeg/binaries.js';
import { media } from '../helpers/media.js';
import { misbehavior, runProgram, runSaliency } from './run-program.js';

const wanted = process.argv[2] ?? '';
/** Clips of more frames are done to this second. */
const longClip = { frames: 150, end: 2 };
const color = ['color_space', 'color_transfer', 'color_primaries'];
const { ffprobe } = await findBinaries();
const folder = mkdtempSync(join(tmpdir(), 'video-saliency-clips-'));

type Stream = Readonly<Record<string, unknown>>;

/** What is written has the standard range, whatever the clip has. */
const standardRange = [undefined, 'unknown', 'tv'];

/** What FFmpeg says of the pictures of a file, and whether it has sound. */
interface Shown {
  /** Instants from the clip's start, in seconds. */
  readonly instants: readonly number[];
  readonly video: Stream | undefined;
  readonly sound: boolean;
}

const clips = ['videos', 'derived', 'videos-bad'].flatMap((name) => {
  const path = media(name);
  return path === undefined
    ? []
    : readdirSync(path).map((clip) => ({ group: name, name: clip, path: join(path, clip) }));
});
if (clips.length === 0) process.stdout.write('there are no clips to compare with\n');
let wrong = 0;
const chosen = clips.filter(({ group, name }) => `${group}/${name}`.includes(wanted));
for (const clip of chosen) {
  const problems = clip.group === 'videos-bad' ? await refusals(clip.path) : await differences(clip.path);
  if (problems.length > 0) wrong++;
  process.stdout.write(
    `${`${clip.group}/${clip.name}`.padEnd(58)} ${problems.length === 0 ? (clip.group === 'videos-bad' ? 'refused' : 'as FFmpeg') : problems.join('; ')}\n`,
  );
}
rmSync(folder, { recursive: true });
process.stdout.write(`${chosen.length} clips, ${wrong} differ\n`);
process.exitCode = wrong === 0 ? 0 : 1;

/** Clips of which no frame can be decoded are refused by every verb, in one line. */
async function refusals(path: string): Promise<string[]> {
  const problems: string[] = [];
  for (const [verb, output] of [
    ['convert', 'b.mp4'],
    ['overlay', 'b.mp4'],
    ['analyze', 'b.json'],
    ['reframe', 'b.mp4'],
  ] as const) {
    const aspect = verb === 'reframe' ? ['--aspect', '1:1'] : [];
    const run = await runSaliency([verb, path, '-o', join(folder, output), ...aspect]);
    const said = misbehavior(run) ?? (run.code === 3 ? undefined : `exit ${run.code}`);
    if (said !== undefined) problems.push(`${verb}: ${said}`);
    else if (run.stderr.trim().split('\n').length !== 1) problems.push(`${verb}: more than one line`);
    if (readdirSync(folder).length > 0) problems.push(`${verb}: left ${readdirSync(folder).join(', ')}`);
  }
  return problems;
}

async function differences(path: string): Promise<string[]> {
  const source = await show(path);
  const probed = await runSaliency(['probe', path, '--json']);
  const readable = source.video !== undefined && source.instants.length > 0;
  if (!readable) return refusals(path);
  const problems = probed.code === 0 ? [] : [`probe: exit ${probed.code}`];
  const info = JSON.parse(probed.stdout || '{}') as { width?: number; height?: number; rotation?: number };
  const isLong = source.instants.length > longClip.frames;
  const range = isLong ? ['--end', String(longClip.end)] : [];
  const instants = isLong ? source.instants.filter((time) => time < longClip.end - 1e-6) : source.instants;
  const outputs = [
    ['convert', 'c.mp4', []],
    ['overlay', 'o.mp4', []],
    ['reframe', 'r.mp4', ['--aspect', '1:1']],
    ['analyze', 'a.json', []],
  ] as const;
  for (const [verb, name, more] of outputs) {
    const output = join(folder, name);
    const run = await runSaliency([
      verb,
      path,
      '-o',
      output,
      ...more,
      ...range,
      '--analysis-size',
      '96',
      '--force',
      '--quiet',
    ]);
    const said =
      misbehavior(run) ??
      ([0, 5].includes(run.code!) ? undefined : `exit ${run.code} ${run.stderr.trim().slice(0, 120)}`);
    if (said !== undefined) {
      problems.push(`${verb}: ${said}`);
      continue;
    }
    if (verb === 'analyze') {
      const { frames } = JSON.parse(readFileSync(output, 'utf8')) as { frames: readonly unknown[] };
      if (frames.length !== instants.length) problems.push(`analyze: ${frames.length} of ${instants.length} frames`);
    } else problems.push(...compare(verb, await show(output, true), { ...source, instants }, info));
    rmSync(output);
  }
  return problems;
}

function compare(
  verb: string,
  made: Shown,
  source: Shown,
  info: { width?: number; height?: number; rotation?: number },
): string[] {
  const problems: string[] = [];
  const differ = (what: string, got: unknown, expected: unknown) => {
    if (got !== expected) problems.push(`${verb}: ${what} ${got}, not ${expected}`);
  };
  differ('frames', made.instants.length, source.instants.length);
  const late = made.instants.findIndex((time, i) => Math.abs(time - source.instants[i]!) > 0.0015);
  if (late !== -1) problems.push(`${verb}: frame ${late} at ${made.instants[late]}, not ${source.instants[late]}`);
  if (verb !== 'convert') differ('sound', made.sound, source.sound);
  if (verb === 'reframe') return problems;
  differ('width', made.video?.width, info.width);
  differ('height', made.video?.height, info.height);
  const aspect = aspectOf(source.video);
  differ(
    'aspect',
    aspectOf(made.video),
    (info.rotation ?? 0) % 180 === 90 ? aspect.split(':').reverse().join(':') : aspect,
  );
  if (!standardRange.includes(made.video?.color_range as string))
    problems.push(`${verb}: range ${made.video?.color_range}`);
  const isHdr = ['smpte2084', 'arib-std-b67'].includes(String(source.video?.color_transfer));
  if (verb === 'overlay' && !isHdr) {
    for (const tag of color.filter((name) => known(source.video?.[name])))
      differ(tag, made.video?.[tag], source.video?.[tag]);
  }
  return problems;
}

function known(tag: unknown): boolean {
  return tag !== undefined && tag !== 'unknown' && tag !== 'reserved' && tag !== 'gbr';
}

function aspectOf(video: Stream | undefined): string {
  const text = String(video?.sample_aspect_ratio ?? '1:1');
  return /^[1-9]\d*:[1-9]/.test(text) ? text : '1:1';
}

async function show(path: string, startsAtZero = false): Promise<Shown> {
  const { stdout } = await runProgram(ffprobe.path, [
    '-v',
    'error',
    '-of',
    'json',
    '-show_entries',
    `frame=best_effort_timestamp_time:stream=codec_type,width,height,sample_aspect_ratio,color_range,${color.join(',')}:format=start_time`,
    '-select_streams',
    'V:0',
    '-i',
    `file:${path}`,
  ]);
  const sound = await runProgram(ffprobe.path, [
    '-v',
    'error',
    '-show_entries',
    'stream=codec_type',
    '-of',
    'csv=p=0',
    '-i',
    `file:${path}`,
  ]);
  const {
    frames = [],
    streams = [],
    format,
  } = JSON.parse(stdout || '{}') as {
    frames?: readonly Readonly<Record<string, string>>[];
    streams?: readonly Stream[];
    format?: Readonly<Record<string, string>>;
  };
  const start = startsAtZero ? 0 : Number(format?.start_time ?? 0) || 0;
  return {
    instants: rising(frames.map((frame) => Number(frame.best_effort_timestamp_time) - start)),
    video: streams[0],
    sound: /^audio/m.test(sound.stdout),
  };
}

/** Instants as outputs have them: those that repeat or fall come right behind the one before. */
function rising(instants: readonly number[]): number[] {
  let latest = Number.NEGATIVE_INFINITY;
  return instants.map((time) => {
    latest = time > latest ? time : latest + 1e-4;
    return latest;
  });
}
