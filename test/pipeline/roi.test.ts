import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { convert } from '#lib/index.js';

const sample = fileURLToPath(new URL('../../samples/street.mp4', import.meta.url));

describe('maps for encoders', () => {
  const folder = mkdtempSync(join(tmpdir(), 'saliency-roi-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const plain = { analysisSize: 96, end: 0.2 };

  async function made(name: string, more: Parameters<typeof convert>[2]): Promise<string[]> {
    const path = join(folder, name);
    const { outputs } = await convert(sample, path, { ...plain, ...more });
    expect(outputs[0]).toBe(path);
    return readFileSync(path, 'utf8').trimEnd().split('\n');
  }

  it('have the blocks of each frame of the clip, or of the size that it will be encoded at', async () => {
    // 640 × 360 are 10 × 6 blocks, 1280 × 720 are 20 × 12.
    const lines = await made('k.txt', { encoding: { format: 'roi-kvazaar' } });
    expect(lines.filter((line) => line === '10 6')).toHaveLength(5);
    expect(lines).toHaveLength(5 * 7);
    const values = lines.filter((line) => line !== '10 6').flatMap((line) => line.split(' ').map(Number));
    expect([Math.min(...values) < 0, Math.max(...values)]).toEqual([true, 6]);
    const large = await made('s.txt', { encoding: { format: 'roi-svtav1' }, size: '1280x720', roiStrength: 2 });
    for (const line of large) expect(line.split(' ')).toHaveLength(1 + 20 * 12);
    const offsets = large.flatMap((line) => line.split(' ').slice(1).map(Number));
    expect(Math.max(...offsets)).toBe(10);
  });

  it('are written beside an analysis, and refused what only pictures have', async () => {
    const analysis = { path: join(folder, 'a.json') };
    await made('with.txt', { encoding: { format: 'roi-svtav1' }, analysis });
    expect(JSON.parse(readFileSync(analysis.path, 'utf8')).frames).toHaveLength(5);
    const refuse = (more: Parameters<typeof convert>[2]) =>
      expect(convert(sample, join(folder, 'none.txt'), { ...plain, ...more })).rejects;
    await refuse({ encoding: { format: 'roi-svtav1', crf: 3 } }).toThrow('crf');
    await refuse({ encoding: { format: 'roi-svtav1' }, refine: true }).toThrow('refine');
    await refuse({ encoding: { format: 'mkv' }, roiStrength: 3 }).toThrow('roiStrength');
  });
});
