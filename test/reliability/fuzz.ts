// npm run fuzz -- [count] [seed] [first]: damaged files and odd arguments, one process at a time, the same for a seed.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findBinaries } from '#lib/video/ffmpeg/binaries.js';
import { choose, mutate, randomNumbers } from './mutate.js';
import { misbehavior, type ProgramRun, runProgram, runSaliency, saliency } from './run-program.js';

const [count = 5000, seed = 1, first = 0] = process.argv.slice(2).map(Number);
const { ffmpeg, ffprobe } = await findBinaries();
const folder = mkdtempSync(join(tmpdir(), 'video-saliency-fuzz-'));
const seeds = join(folder, 'seeds');
mkdirSync(seeds);

const clips = ['mp4', 'mkv', 'webm', 'avi', 'ts', 'gif', 'y4m'];
const pictures = ['jpg', 'png', 'webp'];
const formats = [
  'otio',
  'fcpxml',
  'xmeml',
  'edl',
  'resolve-edl',
  'kdenlive',
  'premiere',
  'avid',
  'vtt',
  'ffmetadata',
  'ae',
];
const limits = ['--max-frames', '300', '--max-duration', '120', '--max-pixels', '4000000', '--timeout', '40'];

interface Case {
  readonly kind: string;
  readonly args: readonly string[];
  /** The damaged clip, where frames can be counted. */
  readonly clip?: string;
  /** What may be in the folder afterwards. */
  readonly leaves: readonly string[];
}

await makeSeeds();
let failures = 0;
/** Runs by their exit code. */
const ends = new Map<number | undefined, number>();
for (let i = first; i < first + count; i++) {
  const random = randomNumbers(seed * 1_000_003 + i);
  const place = join(folder, `case${i}`);
  const temporary = join(folder, `tmp${i}`);
  mkdirSync(place);
  mkdirSync(temporary);
  const made = makeCase(random, place);
  const run = await runSaliency(made.args, { cwd: place, env: { TMPDIR: temporary }, timeoutMs: 90_000 });
  ends.set(run.code, (ends.get(run.code) ?? 0) + 1);
  const wrong = misbehavior(run) ?? (await leftover(made, place, temporary)) ?? (await lost(made, run, place));
  if (wrong === undefined) {
    rmSync(place, { recursive: true });
  } else {
    failures++;
    process.stdout.write(`case ${i} (seed ${seed}), ${made.kind}: ${wrong}\n  saliency ${JSON.stringify(made.args)}\n`);
    process.stdout.write(`  kept in ${place}\n${run.stderr.slice(0, 600)}\n`);
  }
  rmSync(temporary, { recursive: true, force: true });
  if ((i + 1 - first) % 100 === 0) process.stdout.write(`${i + 1 - first} of ${count}, ${failures} failed\n`);
}
const byCode = [...ends].sort().map(([code, runs]) => `exit ${code} ${runs} times`);
process.stdout.write(`${count} cases of seed ${seed}: ${failures} failed; ${byCode.join(', ')}\n`);
if (failures === 0) rmSync(folder, { recursive: true });
process.exitCode = failures === 0 ? 0 : 1;

/** Makes the whole files that are damaged afterwards. */
async function makeSeeds(): Promise<void> {
  const make = async (name: string, ...args: string[]) => {
    const run = await runProgram(ffmpeg.path, ['-v', 'error', ...args, '-y', join(seeds, name)]);
    if (run.code !== 0) throw new Error(`${name}: ${run.stderr}`);
  };
  const moving = ['-f', 'lavfi', '-i', 'testsrc2=s=48x32:r=10:d=0.6'];
  const sound = ['-f', 'lavfi', '-i', 'sine=d=0.6'];
  for (const clip of clips) {
    await make(`clip.${clip}`, ...moving, ...(['gif', 'y4m', 'webm'].includes(clip) ? [] : sound));
  }
  for (const picture of pictures) await make(`picture.${picture}`, ...moving, '-frames:v', '1');
  await runSaliency(['analyze', join(seeds, 'clip.mp4'), '-o', join(seeds, 'analysis.json')]);
  // Three segments, of which the first is finished when the run is killed.
  await make('long.mkv', '-f', 'lavfi', '-i', 'testsrc2=s=48x32:r=2:d=50');
  const output = join(seeds, 'store.mp4');
  const child = spawn(process.execPath, [saliency, 'convert', join(seeds, 'long.mkv'), '-o', output, '--resume'], {
    stdio: 'ignore',
  });
  const stored = join(seeds, 'store.mp4.resume', '000000.maps');
  for (let i = 0; i < 3000 && !existsSync(stored) && child.exitCode === null; i++) await pause(10);
  child.kill('SIGKILL');
}

function makeCase(random: () => number, place: string): Case {
  const kind = choose(random, [...clips, ...clips, ...pictures, 'json', 'store', 'arguments']);
  if (clips.includes(kind)) return clipCase(random, place, kind);
  if (pictures.includes(kind)) {
    const input = damage(random, `picture.${kind}`, join(place, `in.${kind}`));
    const look = choose(random, [[], ['--overlay'], ['--stages']]);
    return { kind, args: ['image', input, '-o', 'out.png', ...look, '--max-pixels', '4000000'], leaves: ['out.png'] };
  }
  if (kind === 'json') {
    const input = join(place, 'in.json');
    writeFileSync(
      input,
      random() < 0.5 ? damagedJson(random) : mutate(readFileSync(join(seeds, 'analysis.json')), random),
    );
    return { kind, args: ['export', input, '--format', choose(random, formats), '-o', 'out.txt'], leaves: ['out.txt'] };
  }
  return kind === 'store' ? storeCase(random, place) : argumentsCase(random);
}

function clipCase(random: () => number, place: string, kind: string): Case {
  const clip = damage(random, `clip.${kind}`, join(place, `in.${kind}`));
  const verb = choose(random, ['convert', 'convert', 'overlay', 'analyze', 'reframe', 'probe', 'thumbnail']);
  const output = { convert: 'out.mkv', overlay: 'out.mkv', analyze: 'out.json', reframe: 'out.mp4', thumbnail: 'out' }[
    verb
  ];
  const more = verb === 'reframe' ? ['--aspect', '1:1'] : [];
  const args = [verb, clip, ...(output === undefined ? ['--json'] : ['-o', output, ...more, ...limits])];
  return { kind: `${kind}, ${verb}`, args, clip, leaves: output === undefined ? [] : [output] };
}

function storeCase(random: () => number, place: string): Case {
  const store = join(place, 'out.mkv.resume');
  const clip = join(seeds, 'long.mkv');
  if (existsSync(join(seeds, 'store.mp4.resume'))) cpSync(join(seeds, 'store.mp4.resume'), store, { recursive: true });
  const names = existsSync(store) ? readdirSync(store) : [];
  const name = choose(random, names);
  if (name !== undefined) {
    const path = join(store, name);
    if (random() < 0.2) rmSync(path);
    else writeFileSync(path, mutate(readFileSync(path), random));
  }
  // What a failed run keeps is its store.
  return {
    kind: 'store',
    args: ['convert', clip, '-o', 'out.mkv', '--resume', ...limits],
    clip,
    leaves: ['out.mkv', 'out.mkv.resume'],
  };
}

function argumentsCase(random: () => number): Case {
  const clip = join(seeds, 'clip.mp4');
  const values = [
    '',
    '-1',
    '0',
    '1e9',
    'NaN',
    '0x10',
    'nonsense',
    '\u001b[31m',
    'a\nb',
    '../x',
    '-',
    'é\u202e',
    'x'.repeat(3000),
    '1',
    '00:00:00.2',
    '16:9',
    '1:0',
  ];
  const flags = [
    '--start',
    '--end',
    '--duration',
    '--crf',
    '--bitrate',
    '--preset',
    '--gop',
    '--bframes',
    '--pix-fmt',
    '--codec',
    '--format',
    '--bit-depth',
    '--analysis-size',
    '--stream',
    '--model',
    '--latency',
    '--jobs',
    '--size',
    '--colormap',
    '--opacity',
    '--threshold',
    '--blend',
    '--superpixels',
    '--aspect',
    '--count',
    '--quiet-zones',
    '--deinterlace',
    '--strict',
    '--force',
    '--quiet',
    '--json',
    '--max-pixels',
    '--max-frames',
    '--no-such-flag',
    '--temporal',
    '--ffmpeg',
    '--overlay',
    '--analysis',
  ];
  const verb = choose(random, [
    'convert',
    'overlay',
    'analyze',
    'reframe',
    'thumbnail',
    'image',
    'export',
    'probe',
    'doctor',
    'models',
    'completion',
    'report',
    'nonsense',
  ]);
  const args = [
    verb,
    random() < 0.8 ? clip : choose(random, values),
    '-o',
    choose(random, ['out.mkv', 'out.mp4', 'out.json', 'out.png', 'no/where.mp4', 'out', '']),
  ];
  for (let i = Math.floor(4 * random()); i > 0; i--) {
    args.push(choose(random, flags));
    if (random() < 0.8) args.push(choose(random, values));
  }
  // What is written depends on what the arguments came to mean.
  return {
    kind: 'arguments',
    args: [...args, '--timeout', '60'].slice(0, random() < 0.5 ? undefined : -2),
    leaves: ['*'],
  };
}

function damage(random: () => number, name: string, path: string): string {
  writeFileSync(path, mutate(readFileSync(join(seeds, name)), random));
  return path;
}

/** An analysis with one of its values exchanged. */
function damagedJson(random: () => number): string {
  const value = JSON.parse(readFileSync(join(seeds, 'analysis.json'), 'utf8'));
  let holder = value;
  for (;;) {
    const name = choose(random, Object.keys(holder));
    if (
      typeof holder[name] === 'object' &&
      holder[name] !== null &&
      Object.keys(holder[name]).length > 0 &&
      random() < 0.8
    ) {
      holder = holder[name];
      continue;
    }
    holder[name] = choose(random, [null, 0, -1, 1e300, 2 ** 53, '', 'x', [], {}, true, '\u0000', Array(3)]);
    return JSON.stringify(value);
  }
}

/** Says what a run left that it should not have: files beside its outputs, temporary files, processes. */
async function leftover({ leaves }: Case, place: string, temporary: string): Promise<string | undefined> {
  const allowed = (name: string) => leaves.includes('*') || leaves.includes(name) || name.startsWith('in.');
  const files = readdirSync(place).filter((name) => name.endsWith('.part') || !allowed(name));
  if (files.length > 0) return `left ${files.join(', ')}`;
  const kept = readdirSync(temporary).filter((name) => !/^video-saliency-(\d+|user)$/.test(name));
  if (kept.length > 0) return `left temporary ${kept.join(', ')}`;
  for (let i = 0; i < 20; i++) {
    if (orphans(place).length === 0) return undefined;
    await pause(100);
  }
  return `left processes: ${orphans(place).join(', ')}`;
}

/** The command lines of processes that work on a case; empty where the system does not say. */
function orphans(place: string): string[] {
  if (!existsSync('/proc/self/cmdline')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    })
    .filter((line) => line.includes(`${place}/`));
}

/** Says whether a run that went well made fewer maps than FFmpeg decodes frames. */
async function lost({ clip, args }: Case, { code }: ProgramRun, place: string): Promise<string | undefined> {
  if (code !== 0 || clip === undefined || !['convert', 'overlay'].includes(args[0]!)) return undefined;
  const decoded = await runProgram(ffmpeg.path, [
    '-nostdin',
    '-v',
    'error',
    '-i',
    clip,
    '-map',
    '0:V:0',
    '-fps_mode',
    'passthrough',
    '-progress',
    'pipe:1',
    '-f',
    'null',
    '-',
  ]);
  const counted = await runProgram(ffprobe.path, [
    '-v',
    'error',
    '-select_streams',
    'v:0',
    '-count_packets',
    '-show_entries',
    'stream=nb_read_packets',
    '-of',
    'csv=p=0',
    join(place, 'out.mkv'),
  ]);
  const frames = Number([...decoded.stdout.matchAll(/^frame= *(\d+)/gm)].at(-1)?.[1] ?? 0);
  const maps = Number.parseInt(counted.stdout, 10) || 0;
  return maps < frames ? `wrote ${maps} maps of ${frames} frames, and exit 0` : undefined;
}
