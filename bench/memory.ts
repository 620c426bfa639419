// npm run bench -- memory [frames]: resident memory and garbage collections of the program over a long clip, by thousand
// frames, all threads together. Writes the curve to out/bench/memory.svg. Needs /proc.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { findBinaries } from 'video-saliency';
import { plot } from './plot.js';

const out = 'out/bench';
const sampleFrames = 168;
const program = fileURLToPath(new URL('../bin/saliency.js', import.meta.url));

export async function run([frames = '10080']: string[]): Promise<void> {
  mkdirSync(out, { recursive: true });
  const [clip, target] = [`${out}/long.mp4`, `${out}/long.mkv`];
  const loops = String(Math.ceil(Number(frames) / sampleFrames) - 1);
  const loop = ['-stream_loop', loops, '-i', 'samples/street.mp4', '-c', 'copy', '-an', clip];
  execFileSync((await findBinaries()).ffmpeg.path, ['-v', 'error', '-y', ...loop]);

  const settings = ['--codec', 'ffv1', '--size', 'analysis', '--force', '--progress', 'json'];
  const child = spawn(process.execPath, ['--trace-gc', program, 'convert', clip, '-o', target, ...settings]);
  let [minor, major] = [0, 0];
  createInterface(child.stdout).on('line', (line) => {
    if (/: Scavenge /.test(line)) minor++;
    else if (/: Mark-Compact /.test(line)) major++;
  });

  console.log('frames  resident  minor  major collections');
  const rows: number[][] = [];
  for await (const line of createInterface(child.stderr)) {
    const done = line.startsWith('{') ? (JSON.parse(line) as { frames: number }).frames : 0;
    if (done < 1000 * (rows.length + 1)) continue;
    const resident = residentMegabytes(child.pid!);
    rows.push([done, resident]);
    console.log(`${String(done).padStart(6)}  ${resident.toFixed(1).padStart(5)} MB  ${minor}  ${major}`);
    [minor, major] = [0, 0];
  }
  rmSync(target);
  const chart = { title: 'Memory of a long clip', x: 'frames', y: 'MB', names: ['resident'], rows };
  writeFileSync(`${out}/memory.svg`, plot([chart]));
  console.log(`${out}/memory.svg shows the curve`);
}

function residentMegabytes(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
  return Number(kilobytes) / 1000;
}
