// npm run bench -- memory [frames]: resident memory and garbage collections of the process over a long clip, by
// thousand frames, and what is left open at its end. Writes the curve to out/bench/memory.svg.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { constants, PerformanceObserver } from 'node:perf_hooks';
import { convert, findBinaries } from 'video-saliency';
import { plot } from './plot.js';

const out = 'out/bench';
const sampleFrames = 168;

interface Stretch {
  readonly frames: number;
  /** Megabytes. */
  readonly resident: number;
  readonly minor: number;
  readonly major: number;
}

export async function run([frames = '10080']: string[]): Promise<void> {
  mkdirSync(out, { recursive: true });
  const clip = `${out}/long.mp4`;
  const loops = String(Math.ceil(Number(frames) / sampleFrames) - 1);
  const { ffmpeg } = await findBinaries();
  const loop = ['-stream_loop', loops, '-i', 'samples/street.mp4', '-c', 'copy', '-an', clip];
  execFileSync(ffmpeg.path, ['-v', 'error', '-y', ...loop]);

  let minor = 0;
  let major = 0;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { kind } = entry.detail as { kind: number };
      if (kind === constants.NODE_PERFORMANCE_GC_MINOR) minor++;
      else if (kind === constants.NODE_PERFORMANCE_GC_MAJOR) major++;
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  const before = process.getActiveResourcesInfo();
  const stretches: Stretch[] = [];
  const target = `${out}/long.mkv`;
  await convert(clip, target, {
    force: true,
    size: 'analysis',
    encoding: { codec: 'ffv1' },
    onProgress({ frames }) {
      if (frames % 1000 !== 0) return;
      stretches.push({ frames, resident: process.memoryUsage.rss() / 1e6, minor, major });
      minor = 0;
      major = 0;
    },
  });
  observer.disconnect();
  rmSync(target);

  console.log('frames  resident  minor  major collections');
  for (const { frames, resident, minor, major } of stretches) {
    console.log(`${String(frames).padStart(6)}  ${resident.toFixed(1).padStart(5)} MB  ${minor}  ${major}`);
  }
  const left = process.getActiveResourcesInfo().filter((kind) => !before.includes(kind));
  console.log(`left open: ${left.join(', ') || 'nothing'}`);
  const rows = stretches.map(({ frames, resident }) => [frames, resident]);
  const chart = { title: 'Memory of a long clip', x: 'frames', y: 'MB', names: ['resident'], rows };
  writeFileSync(`${out}/memory.svg`, plot([chart]));
  console.log(`${out}/memory.svg shows the curve`);
}
