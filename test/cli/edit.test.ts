import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../helpers/cli-run.js';
import { makeClip, show, testsrc } from '../helpers/clips.js';

const sample = fileURLToPath(new URL('../../samples/street.mp4', import.meta.url));

describe('saliency for the edit', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'saliency-edit-'));
    copyFileSync(sample, join(folder, 'clip.mp4'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const cli = (...args: string[]) => runCli([...args, '--analysis-size', '96'], { cwd: folder });
  const files = () => readdirSync(folder).sort();
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const make = (name: string, ...args: string[]) => makeClip(join(folder, name), ...args);

  it('analyzes a clip, and exports what it wrote', async () => {
    const { code, stderr } = await cli('analyze', 'clip.mp4', '--end', '0.5', '--export', 'otio, edl');
    expect(stderr).toMatch(/^clip\.mp4 → clip\.analysis\.json, clip\.otio, clip\.edl: 12 frames in /);
    expect(code).toBe(0);
    const exporting = await runCli(['export', 'clip.analysis.json', '--format', 'resolve-edl'], { cwd: folder });
    expect(exporting.stderr).toBe('clip.analysis.json → clip.resolve-edl.edl\n');
    expect(files()).toEqual(['clip.analysis.json', 'clip.edl', 'clip.mp4', 'clip.otio', 'clip.resolve-edl.edl']);
    const chapters = await runCli(['export', '-', '--format', 'vtt'], {
      stdin: Buffer.from(read('clip.analysis.json')),
    });
    expect(chapters.stdout.toString()).toMatch(/^WEBVTT/);
  });

  it('streams records to standard output, from standard input', async () => {
    const args = ['analyze', '-', '-o', '-', '--end', '0.2', '--analysis-size', '96', '--quiet'];
    const { code, stdout, stderr } = await runCli(args, { stdin: readFileSync(sample) });
    expect([code, stderr]).toEqual([0, '']);
    const records = stdout
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records.map(({ type }) => type)).toEqual([
      ...['clip', 'frame', 'frame', 'frame', 'frame', 'frame', 'shot', 'summary'],
    ]);
    expect(records[0]).toMatchObject({ name: 'standard input', path: '-' });
  });

  it('writes an analysis beside a video', async () => {
    const { code } = await cli('overlay', 'clip.mp4', '--analysis', 'a.csv', '--end', '0.2');
    expect(code).toBe(0);
    expect(files()).toEqual(['a.csv', 'clip.mp4', 'clip.overlay.mp4']);
    expect(read('a.csv').trimEnd().split('\n')).toHaveLength(6);
  });

  it('reframes a clip, and tells how much of it is kept', async () => {
    const { code, stderr, stdout } = await cli('reframe', 'clip.mp4', '--end', '0.5', '--json');
    expect([code, stderr]).toEqual([0, '']);
    const result = JSON.parse(stdout.toString());
    expect(result).toMatchObject({ frames: 12, outputs: ['clip.reframed.mp4'], shots: 1, size: { height: 360 } });
    expect(result.kept).toBeGreaterThanOrEqual(result.keptByCenter);
    const kinds = show(join(folder, 'clip.reframed.mp4'), '-show_entries', 'stream=codec_type').streams;
    expect(kinds.map(({ codec_type }) => codec_type)).toEqual(['video', 'audio']);
    const path = await cli('reframe', 'clip.mp4', '--end', '0.2', '--path', 'crop.cmd', '--padding', 'never');
    expect(path.stderr).toMatch(/crop\.cmd: 5 frames in .*\nclip\.mp4: 202x360, keeps \d+ % of what stands out/);
    expect(files()).toEqual(['clip.mp4', 'clip.reframed.mp4', 'crop.cmd']);
  });

  it('writes stills of the very frames that it names, at full size', async () => {
    // Each frame has a gray level of its own, and a bright square, without which it would show nothing.
    const square = 'between(X,32,55)*between(Y,16,39)';
    const levels = `nullsrc=s=64x48:r=25:d=0.4,geq=lum='if(${square},235,40+N*15)':cb=128:cr=128`;
    make('levels.mkv', '-f', 'lavfi', '-i', levels, '-c:v', 'ffv1');
    const { stdout, code } = await cli('thumbnail', 'levels.mkv', '--count', '3', '--format', 'png', '--json');
    expect(code).toBe(0);
    const { stills, outputs } = JSON.parse(stdout.toString());
    expect(stills.length).toBeGreaterThan(1);
    for (const [i, { index }] of stills.entries()) {
      const { data, info } = await sharp(join(folder, outputs[i])).raw().toBuffer({ resolveWithObject: true });
      expect(info).toMatchObject({ width: 64, height: 48 });
      expect(Math.abs(data[0]! - ((40 + 15 * index - 16) * 255) / 219)).toBeLessThan(3);
    }
    expect(
      (await cli('thumbnail', 'clip.mp4', '--end', '0.2', '--count', '1', '-o', 'a.jpg', '--aspect', '1:1')).code,
    ).toBe(0);
    expect(await sharp(join(folder, 'a.jpg')).metadata()).toMatchObject({ width: 360, height: 360 });
  });

  it('writes a page with pictures of the shots, which finds the clip and the overlay', async () => {
    const { code, stderr } = await cli('report', 'clip.mp4', '--end', '0.3', '--overlay', 'heat map.mp4');
    expect(stderr).toMatch(/^clip\.mp4 → heat map\.mp4, clip\.report\.html: 8 frames/);
    expect(code).toBe(0);
    const page = read('clip.report.html');
    expect(page.match(/src="data:image\/webp/g)).toHaveLength(2);
    expect(page).toContain('"clipUrl":"./clip.mp4"');
    expect(page).toContain('"overlayUrl":"./heat%20map.mp4"');
    const data = JSON.parse(/id="data">(.*?)<\/script>/s.exec(page)![1]!);
    expect(data.shots[0].quietZones.length).toBeGreaterThan(0);
    expect(data.crop.aspect).toBe('9:16');
    const stills = data.stills.map(({ frame }: { frame: number }) => frame);
    expect([...stills, data.shots[0].bestStill.index]).toEqual(expect.arrayContaining([0, 6]));
    expect(page).not.toContain(folder);
  });

  it('shows the crop that a person corrected in a page, and refuses one of another clip', async () => {
    expect((await cli('reframe', 'clip.mp4', '--end', '0.3', '--aspect', '4:5', '--path', 'crop.json')).code).toBe(0);
    const plan = JSON.parse(read('crop.json'));
    plan.shots[0].edit = { hold: { x: 0, y: 0.5 } };
    writeFileSync(join(folder, 'crop.json'), JSON.stringify(plan));
    expect((await cli('report', 'clip.mp4', '--end', '0.3', '--plan', 'crop.json')).code).toBe(0);
    const { crop } = JSON.parse(/id="data">(.*?)<\/script>/s.exec(read('clip.report.html'))![1]!);
    expect(crop).toMatchObject({ aspect: '4:5', x: Array(8).fill(0), sizes: [[0, 0.45, 1]] });
    const other = await cli('report', 'clip.mp4', '--end', '0.2', '--plan', 'crop.json', '-o', 'other.html');
    expect(other.stderr).toMatch(/--plan: expected a plan of this clip, got one of 8 frames for 5/);
    expect([other.code, files()]).toEqual([2, ['clip.mp4', 'clip.report.html', 'crop.json']]);
  });

  it.each([
    ['black', ['-f', 'lavfi', '-i', 'color=black:s=64x48:r=25:d=0.2'], 5],
    ['one', ['-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=25', '-frames:v', '1'], 1],
    ['silent', testsrc('64x48', '25', '0.2'), 5],
    // Every frame is another noise.
    ['cuts', ['-f', 'lavfi', '-i', 'nullsrc=s=64x48:r=25:d=0.2,geq=lum=random(N)*255:cb=random(N)*255:cr=128'], 5],
  ])('does all of it with a clip that is %s', async (name, args, frames) => {
    const clip = `${name}.mp4`;
    make(clip, ...args);
    expect((await cli('analyze', clip, '--quiet-zones', '--export', 'fcpxml,xmeml,edl,ae')).code).toBe(0);
    expect(JSON.parse(read(`${name}.analysis.json`)).frames).toHaveLength(frames);
    for (const verb of ['reframe', 'thumbnail', 'report']) {
      const { code, stderr } = await cli(verb, clip);
      // A picture of nothing is no still.
      if (name === 'black' && verb === 'thumbnail') expect([code, stderr]).toEqual([3, expect.stringContaining(clip)]);
      else expect([code, verb, stderr]).toEqual([0, verb, expect.stringContaining(`${frames} frame`)]);
    }
  });

  it.each([
    [['analyze', 'sound.m4a'], 3, /sound\.m4a: no video stream/],
    [['reframe', 'sound.m4a'], 3, /sound\.m4a: no video stream/],
    [['thumbnail', 'missing.mp4'], 3, /missing\.mp4: no such file/],
    [['report', 'clip.mp4', '-o', 'nowhere/r.html'], 2, /nowhere/],
    [['analyze', 'clip.mp4', '-o', 'clip.mp4', '--format', 'json', '--force'], 2, /is the input itself/],
    [['reframe', 'clip.mp4', '--start', '3600'], 2, /start: expected a time within the clip/],
    [['reframe', 'clip.mp4', '-o', 'taken.mp4'], 2, /taken\.mp4.* exists/],
  ])('refuses %j with exit code %d, and leaves no file behind', async (args, exit, message) => {
    make('sound.m4a', '-f', 'lavfi', '-i', 'sine=d=0.2');
    copyFileSync(sample, join(folder, 'taken.mp4'));
    const { code, stderr } = await cli(...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(exit);
    expect(files()).toEqual(['clip.mp4', 'sound.m4a', 'taken.mp4']);
  });

  it('refuses what is no analysis', async () => {
    const { code, stderr } = await runCli(['export', 'clip.mp4', '--format', 'otio'], { cwd: folder });
    expect([code, stderr]).toEqual([3, 'saliency: clip.mp4: not a complete JSON document\n']);
  });

  it.each(['reframe', 'report', 'analyze'])('leaves no file behind when %s is interrupted', async (verb) => {
    const args = [verb, 'clip.mp4', '--progress', 'json'];
    const { code } = await runCli(args, { cwd: folder, interrupt: { when: /"frames":/, signal: 'SIGINT' } });
    expect(code).toBe(130);
    expect(files()).toEqual(['clip.mp4']);
  });
});
