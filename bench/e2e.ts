// npm run bench -- e2e [clip] [rounds] [flags …]: what a conversion and an overlay cost beside FFmpeg doing the same without us.
//
// FFmpeg alone decodes and scales down to nothing with the decoder's own command. Beside it runs the encoder's own
// command: for the conversion on the very maps, recorded before, since what is encoded decides what encoding costs; for
// the overlay on a heatmap of one color that FFmpeg makes. Both sides run in turn: a busy machine slows both.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type ConvertResult, convert, findBinaries, overlay, probe } from 'video-saliency';
import { media } from '../test/helpers/media.js';
import { median } from './median.js';

const out = 'out/bench';
const program = fileURLToPath(new URL('../bin/saliency.js', import.meta.url));

export async function run([given, rounds = '5', ...flags]: string[]): Promise<void> {
  mkdirSync(out, { recursive: true });
  const { path: ffmpeg } = (await findBinaries()).ffmpeg;
  const clip = given || (await makeClip(ffmpeg));
  const { width, height, duration } = await probe(clip);
  console.log(`${clip}: ${width}x${height}, ${duration} s, ${rounds} rounds`);

  const target = `${out}/e2e.mp4`;
  const maps = `${out}/e2e.nut`;
  await saliency('convert', clip, maps, [...flags, '--size', 'analysis', '--codec', 'rawvideo', '--pix-fmt', 'gray']);
  const plans: Record<string, ConvertResult> = {
    convert: await convert(clip, target, { dryRun: true, force: true }),
    overlay: await overlay(clip, target, { dryRun: true, force: true }),
  };
  for (const [verb, { commands }] of Object.entries(plans)) {
    const [decoder, encoder] = commands.map((words) => [...words]) as [string[], string[]];
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < Number(rounds); round++) {
      theirs.push(
        await timed(() => (verb === 'convert' ? recorded(decoder, encoder, maps) : constant(decoder, encoder))),
      );
      ours.push(await timed(() => saliency(verb, clip, target, flags)));
    }
    const ratios = ours.map((time, i) => time / theirs[i]!);
    console.log(
      `${verb}: ${median(ours).toFixed(2)} s, FFmpeg alone ${median(theirs).toFixed(2)} s, ratio ${median(ratios).toFixed(3)} ` +
        `(${ratios.map((ratio) => ratio.toFixed(2)).join(' ')})`,
    );
  }
  for (const path of [target, maps]) rmSync(path, { force: true });
}

function saliency(verb: string, clip: string, output: string, flags: string[]): Promise<void> {
  return finished(spawn(process.execPath, [program, verb, clip, '-o', output, '--force', ...flags]));
}

/** The decoder whose frames go nowhere, beside the encoder that reads recorded maps. */
async function recorded(decoder: string[], encoder: string[], maps: string): Promise<void> {
  const input = await open(maps);
  const sink = spawn(encoder[0]!, encoder.slice(1), { stdio: [input.fd, 'ignore', 'ignore'] });
  await Promise.all([decodeToNothing(decoder), finished(sink)]);
  await input.close();
}

/** The decoder whose frames go nowhere, beside the encoder with a heatmap of one color from FFmpeg's generator. */
async function constant(decoder: string[], encoder: string[]): Promise<void> {
  const size = /scale=(\d+):(\d+)/.exec(decoder.join(' '))!;
  const heat = `color=red@0.5:s=${size[1]}x${size[2]}:r=30,format=yuva420p`;
  const at = encoder.indexOf('nut') - 1;
  const generated = [...encoder.slice(1, at), '-f', 'lavfi', '-i', heat, ...encoder.slice(at + 4)];
  const shortest = generated.map((word) => word.replace('overlay=', 'overlay=shortest=1:'));
  await Promise.all([decodeToNothing(decoder), finished(spawn(encoder[0]!, shortest, { stdio: 'ignore' }))]);
}

function decodeToNothing(decoder: string[]): Promise<void> {
  const command = [...decoder.slice(1, -3), '-f', 'null', '-'];
  return finished(spawn(decoder[0]!, command, { stdio: 'ignore' }));
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}

function finished(child: ChildProcess): Promise<void> {
  child.stderr?.resume();
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${child.spawnargs.join(' ')}: ${code}`))));
  });
}

/** 20 s of 1080p H.264, from real footage where it is at hand, else from the sample. */
async function makeClip(ffmpeg: string): Promise<string> {
  const path = `${out}/1080p.mp4`;
  if (existsSync(path)) return path;
  const source = media('videos/sam2_05_default_juggle.mp4') ?? 'samples/street.mp4';
  const scale = ['-vf', 'scale=1920:1080', '-r', '30', '-c:v', 'libx264', '-preset', 'medium', '-crf', '20', '-an'];
  await finished(spawn(ffmpeg, ['-y', '-stream_loop', '5', '-i', source, '-t', '20', ...scale, path]));
  return path;
}
