import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CLIP, twoShots } from '../helpers/analyze-drawn.js';
import { runCli } from '../helpers/cli-run.js';

describe('saliency export', () => {
  const folder = mkdtempSync(join(tmpdir(), 'saliency-export-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  for (const name of ['a', 'b']) {
    const analysis = twoShots({ ...CLIP, path: join(folder, `${name}.mov`) });
    writeFileSync(join(folder, `${name}.analysis.json`), JSON.stringify(analysis));
  }
  const cli = (...args: string[]) => runCli(['export', ...args], { cwd: folder });

  it('puts several analyses into one Kdenlive project', async () => {
    const { code, stderr } = await cli('a.analysis.json', 'b.analysis.json', '-o', 'day.kdenlive');
    expect([code, stderr]).toEqual([0, 'a.analysis.json → day.kdenlive\n']);
    const text = readFileSync(join(folder, 'day.kdenlive'), 'utf8');
    for (const name of ['a', 'b']) expect(text).toContain(`<property name="resource">${folder}/${name}.mov<`);
  });

  it('refuses several analyses where a file is of one clip, and to write over one of them', async () => {
    const several = await cli('a.analysis.json', 'b.analysis.json', '-o', 'a.otio');
    expect([several.code, several.stderr]).toEqual([
      2,
      'saliency: otio: expected one analysis, got 2; kdenlive takes several\n',
    ]);
    const over = await cli(
      'a.analysis.json',
      'b.analysis.json',
      '-o',
      'b.analysis.json',
      '--format',
      'kdenlive',
      '--force',
    );
    expect([over.code, over.stderr]).toEqual([2, expect.stringContaining('b.analysis.json')]);
    expect(readdirSync(folder)).not.toContain('a.otio');
  });

  it('takes the start of a timeline where it matters, and says where it does', async () => {
    const edl = await cli('a.analysis.json', '-o', '-', '--format', 'edl', '--timeline-start', '10:00:00:00');
    expect(edl.stdout.toString()).toContain(' 10:00:00;00 10:00:00;06\n');
    const vtt = await cli('a.analysis.json', '-o', '-', '--format', 'vtt', '--timeline-start', '10:00:00:00');
    expect([vtt.code, vtt.stdout.toString()]).toEqual([2, '']);
    expect(vtt.stderr).toMatch(
      /--timeline-start: expected a format with times of a timeline \(otio, .*avid\), got vtt/,
    );
  });
});
