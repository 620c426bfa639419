import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BlockOffsets } from '#lib/render/block-offsets.js';
import { type RoiFormat, type RoiFormatName, roiFormats } from '#lib/render/roi-formats.js';
import { noFfmpeg, runFfmpeg } from '../helpers/run-ffmpeg.js';

/** A map that is white in a rectangle. */
function mapOf(
  size: { width: number; height: number },
  white: [left: number, top: number, right: number, bottom: number],
) {
  const [left, top, right, bottom] = white;
  return Float32Array.from({ length: size.width * size.height }, (_, i) => {
    const [x, y] = [i % size.width, Math.floor(i / size.width)];
    return x >= left && x < right && y >= top && y < bottom ? 1 : 0;
  });
}

describe('offsets of blocks', () => {
  const video = { width: 160, height: 100 };
  const map = { width: 80, height: 50 };

  it('are finer where a map is white and coarser where it is black, row by row, the edges included', () => {
    const grid = new BlockOffsets(map, video, 6);
    expect([grid.columns, grid.rows]).toEqual([3, 2]);
    expect([...grid.of(mapOf(map, [32, 0, 64, 32]))]).toEqual([6, -6, 6, 6, 6, 6]);
    expect([...grid.of(mapOf(map, [64, 32, 80, 50]))]).toEqual([6, 6, 6, 6, 6, -6]);
  });

  it('count a subject that only reaches into a block', () => {
    const grid = new BlockOffsets(map, video, 6);
    // A quarter of the second block.
    expect(grid.of(mapOf(map, [32, 0, 40, 32]))[1]).toBe(-6);
    // An eighth of it.
    expect(grid.of(mapOf(map, [32, 0, 36, 32]))[1]).toBe(0);
  });

  it('are of seven values at most, as AV1 has eight segments', () => {
    const size = { width: 320, height: 180 };
    const ramp = Float32Array.from({ length: size.width * size.height }, (_, i) => (i % size.width) / size.width);
    const values = new Set(new BlockOffsets(size, { width: 3840, height: 2160 }, 30).of(ramp));
    expect([...values].sort((a, b) => a - b)).toEqual([-30, -20, -10, 0, 10, 20, 30]);
  });

  it('leave one block as it is where all are white', () => {
    const grid = new BlockOffsets(map, video, 6);
    expect([...grid.of(mapOf(map, [0, 0, 80, 50]))]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('are there for a map of fewer pixels than the video has blocks', () => {
    const grid = new BlockOffsets({ width: 2, height: 1 }, { width: 320, height: 100 }, 6);
    expect([...grid.of(Float32Array.of(0, 1))]).toEqual([6, 6, -6, -6, -6, 6, 6, -6, -6, -6]);
  });
});

/** The text for maps, as the pipeline writes it. */
function textFor(name: RoiFormatName, grid: BlockOffsets, maps: readonly Float32Array[]): string {
  const format: RoiFormat = roiFormats[name];
  let before: Int16Array | undefined;
  return maps
    .map((map, i) => {
      const offsets = grid.of(map).slice();
      const text = format.write(i, offsets, grid, before);
      before = offsets;
      return text;
    })
    .join('');
}

describe('files of regions of interest', () => {
  const size = { width: 160, height: 100 };
  const [left, right] = [mapOf(size, [0, 0, 64, 100]), mapOf(size, [64, 0, 160, 100])];

  it('have a line for each change in SVT-AV1: the frame, then its blocks', () => {
    const text = textFor('roi-svtav1', new BlockOffsets(size, size, 30), [left, left, right]);
    expect(text).toBe('0 -30 30 30 -30 30 30\n2 30 -30 -30 30 -30 -30\n');
  });

  it('have the size and the rows of each frame in kvazaar', () => {
    const text = textFor('roi-kvazaar', new BlockOffsets(size, size, 6), [left, right]);
    expect(text).toBe('3 2\n-6 6 6\n-6 6 6\n3 2\n6 -6 -6\n6 -6 -6\n');
  });
});

/** Whether a program is there, and its help names an option. */
const knows = (program: string, option: string) => {
  const { error, stdout, stderr } = spawnSync(program, ['--help'], { encoding: 'utf8' });
  return error === undefined && `${stdout}${stderr}`.includes(option);
};

describe.skipIf(noFfmpeg)('an encoder that is told where to look', () => {
  const folder = mkdtempSync(join(tmpdir(), 'saliency-roi-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const size = { width: 384, height: 192 };
  const clip = join(folder, 'noise.y4m');
  const path = (name: string) => join(folder, name);

  /** Mean square error of the left and of the right half of what was encoded. */
  function errorsOf(encoded: string): number[] {
    return [0, size.width / 2].map((x) => {
      const crop = `crop=${size.width / 2}:${size.height}:${x}:0`;
      const log = path('psnr.log');
      const graph = `[0:v]${crop}[a];[1:v]${crop}[b];[a][b]psnr=stats_file=${log}`;
      runFfmpeg(['-i', encoded, '-i', clip, '-lavfi', graph, '-f', 'null', '-']);
      const errors = [...readFileSync(log, 'utf8').matchAll(/mse_y:([\d.]+)/g)].map(([, text]) => Number(text));
      return errors.reduce((sum, error) => sum + error, 0) / errors.length;
    });
  }

  function encode(program: string, args: readonly string[]): number {
    const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 60_000 });
    expect(status, stderr).toBe(0);
    return statSync(args.at(-1)!).size;
  }

  it.skipIf(!knows('kvazaar', '--roi')).each(['left', 'right'])('gives the bits to the %s half (kvazaar)', (side) => {
    compare('roi-kvazaar', side, '.hevc', (roi, output) => {
      const map = roi === undefined ? [] : ['--roi', roi];
      return encode('kvazaar', ['-i', clip, '-q', '34', '--preset', 'ultrafast', '--gop', '0', ...map, '-o', output]);
    });
  });

  it.skipIf(!knows('SvtAv1EncApp', '--roi-map-file')).each(['left', 'right'])(
    'gives the bits to the %s half (SVT-AV1)',
    (side) => {
      compare('roi-svtav1', side, '.ivf', (roi, output) => {
        const map = roi === undefined ? [] : ['--roi-map-file', roi];
        return encode('SvtAv1EncApp', ['-i', clip, '--preset', '10', '--rc', '0', '--crf', '45', ...map, '-b', output]);
      });
    },
  );

  function compare(
    name: RoiFormatName,
    side: string,
    extension: string,
    run: (roi: string | undefined, output: string) => number,
  ): void {
    const source = `testsrc2=s=${size.width}x${size.height}:r=25,noise=alls=30:allf=t:all_seed=7,format=yuv420p`;
    runFfmpeg(['-y', '-f', 'lavfi', '-i', source, '-frames:v', '8', clip]);
    const half = size.width / 2;
    const map =
      side === 'left' ? mapOf(size, [0, 0, half, size.height]) : mapOf(size, [half, 0, size.width, size.height]);
    const grid = new BlockOffsets(size, size, 6 * roiFormats[name].stepsPerQp);
    writeFileSync(
      path('roi.txt'),
      textFor(
        name,
        grid,
        Array.from({ length: 8 }, () => map),
      ),
    );
    const [plain, told] = [path(`plain${extension}`), path(`told${extension}`)];
    run(undefined, plain);
    run(path('roi.txt'), told);
    const [before, after] = [errorsOf(plain), errorsOf(told)];
    const [seen, other] = side === 'left' ? [0, 1] : [1, 0];
    const [finer, coarser] = [after[seen]! / before[seen]!, after[other]! / before[other]!] as const;
    expect(finer).toBeLessThan(0.95);
    expect(coarser / finer).toBeGreaterThan(1.2);
  }
});
