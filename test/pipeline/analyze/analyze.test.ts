import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import { analysisSchema } from '#lib/analysis/record/analysis-schema.js';
import { readAnalysis } from '#lib/analysis/record/read-analysis.js';
import { exportFormats } from '#lib/exports/formats.js';
import { analysisRecords, analyze, writeAnalysis } from '#lib/pipeline/analyze/analyze.js';
import { exportAnalysis } from '#lib/pipeline/analyze/export-analysis.js';
import { convert } from '#lib/pipeline/convert.js';
import { instants, irregular, makeClip, scratchFolder, testsrc } from '../../helpers/clips.js';

const scratch = scratchFolder();
afterAll(scratch.remove);
const sample = fileURLToPath(new URL('../../../samples/street.mp4', import.meta.url));
const varied = makeClip(scratch.file('varied.mkv'), ...testsrc('64x48', '30', '1'), ...irregular);
const small = { analysisSize: 96 };
const fileOf = (name: string) => readFileSync(scratch.file(name), 'utf8');

describe('an analysis', () => {
  it('has a record a frame, at the instants of the clip', async () => {
    const { frames, summary, clip } = await analyze(varied, small);
    const expected = instants(varied);
    expect(frames.map(({ seconds }) => seconds)).toEqual(expected);
    expect(frames.map(({ index }) => index)).toEqual(expected.map((_, i) => i));
    expect(summary).toMatchObject({ frames: expected.length, variableRate: true });
    expect(clip).toMatchObject({ width: 64, height: 48, hasAudio: false, model: 'manifold-ranking' });
  });

  it('tells where the eye is beside where the subject is, unless networks are off or the model tells it itself', async () => {
    const seen = await analyze(sample, { ...small, end: 0.2 });
    for (const { gaze, attention, subject, regions } of seen.frames) {
      expect(attention).toEqual(gaze!.regions[0]!.centroid);
      expect(subject).toEqual(regions[0]!.centroid);
    }
    const itself = await analyze(sample, { ...small, end: 0.2, model: 'gaze' });
    const without = await analyze(sample, { ...small, end: 0.2, modelOptions: { networks: 'off' } });
    for (const { gaze, attention, subject } of [...itself.frames, ...without.frames]) {
      expect(gaze).toBeUndefined();
      expect(attention).toEqual(subject);
    }
    const close = (a: number, b: number) => Math.abs(a - b) < 1e-6;
    const same = seen.frames.filter((frame, i) => close(frame.attention!.x, itself.frames[i]!.attention!.x));
    expect(same).toHaveLength(seen.frames.length);
  });

  it('comes as records in order: the clip, frames, shots, the summary', async () => {
    const types: string[] = [];
    for await (const { type } of analysisRecords(sample, { ...small, end: 0.2 })) types.push(type);
    expect(types).toEqual(['clip', 'frame', 'frame', 'frame', 'frame', 'frame', 'shot', 'summary']);
  });

  it('is the same as a file, as records and beside a video', async () => {
    const options = { ...small, end: 0.3, quietZones: true, safeMargin: 0.1, thumbnails: true, stills: 2 };
    const whole = await analyze(sample, options);
    await writeAnalysis(sample, scratch.file('whole.json'), options);
    const text = fileOf('whole.json');
    const { quietZones, safeMargin, thumbnails, stills, ...range } = options;
    const analysis = { path: scratch.file('beside.json'), quietZones, safeMargin, thumbnails, stills };
    const { outputs } = await convert(sample, scratch.file('maps.mkv'), { ...range, analysis });
    expect(outputs).toEqual([scratch.file('maps.mkv'), scratch.file('beside.json')]);
    expect(fileOf('beside.json')).toBe(text);
    const validate = new Ajv2020({ strict: true }).compile(analysisSchema);
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
    const read = readAnalysis(text, 'whole.json');
    expect(read.frames).toHaveLength(whole.frames.length);
    expect(read.shots[0]).toMatchObject({ firstFrame: 0, lastFrame: 7, thumbnail: whole.shots[0]!.thumbnail });
    expect(read.shots[0]!.thumbnail).toMatch(/^data:image\/webp;base64,UklGR/);
    expect(read.shots[0]!.quietZones!.length).toBeGreaterThan(0);
  });

  it('counts timecode from the first frame of the clip, wherever it starts', async () => {
    const stamped = makeClip(
      scratch.file('stamped.mov'),
      ...testsrc('64x48', '30000/1001', '1'),
      ...['-timecode', '01:00:00;00', '-c:v', 'mpeg4'],
    );
    const { clip, frames } = await analyze(stamped, { ...small, start: 0.5 });
    expect(clip).toMatchObject({ dropFrame: true, startTimecode: '01:00:00;00' });
    expect(frames[0]!.timecode).toBe('01:00:00;15');
    expect(frames[0]!.index).toBe(0);
  });

  it('is written for editors in the same pass, as export writes it from the file', async () => {
    const names = Object.keys(exportFormats) as (keyof typeof exportFormats)[];
    const { outputs } = await writeAnalysis(sample, scratch.file('edit.json'), { ...small, end: 0.5, exports: names });
    expect(outputs).toHaveLength(1 + names.length);
    for (const [i, format] of names.entries()) {
      const path = scratch.file(`again.${format}`);
      const { warnings } = await exportAnalysis(scratch.file('edit.json'), path, { format });
      expect(warnings).toEqual([]);
      // Positions are rounded to six decimals in the file.
      const [found, expected] = [readFileSync(outputs[i + 1]!, 'utf8'), readFileSync(path, 'utf8')];
      if (format !== 'otio' && format !== 'ae') expect(found).toBe(expected);
      else expect(found.replace(/\d+\.\d+/g, '')).toBe(expected.replace(/\d+\.\d+/g, ''));
    }
  });

  it('warns of a variable rate where frames are put on a timeline, and there only', async () => {
    const plain = await writeAnalysis(varied, scratch.file('plain.csv'), small);
    expect(plain.warnings).toEqual([]);
    expect(fileOf('plain.csv').trimEnd().split('\n')).toHaveLength(1 + instants(varied).length);
    const edited = await writeAnalysis(varied, scratch.file('edited.ndjson'), { ...small, exports: ['edl'] });
    expect(edited.warnings).toEqual([expect.stringContaining('variable frame rate')]);
    const { warnings } = await exportAnalysis(await jsonOf(varied), scratch.file('again.edl'), { force: true });
    expect(warnings).toEqual(edited.warnings);
  });

  it.each([
    [{ safeMargin: 0.1 }, /safeMargin: expected quiet zones to be asked for too/],
    [{ safeArea: 'tv' }, /safeArea: expected quiet zones to be asked for too/],
    [{ minShot: -1 }, /minShot: expected a number in \[0, 3600\], got -1/],
    [{ exports: ['edll'] }, /exports: unknown value "edll"; did you mean edl\?/],
    [{ stills: 0 }, /stills: expected an integer in \[1, 100\], got 0/],
    [{ format: 'xml' }, /format: expected one of json, ndjson, csv, got "xml"/],
  ])('refuses %j before the clip is opened', async (options, message) => {
    await expect(writeAnalysis('missing.mp4', scratch.file('no.json'), options as object)).rejects.toThrow(message);
  });

  it('leaves nothing behind when it fails', async () => {
    const before = readdirSync(scratch.path);
    writeFileSync(scratch.file('taken.otio'), 'kept');
    const options = { ...small, exports: ['fcpxml', 'otio'] as const };
    const taken = makeClip(scratch.file('taken.mkv'), ...testsrc());
    await expect(writeAnalysis(taken, scratch.file('taken.json'), options)).rejects.toThrow(/taken\.otio.* exists/);
    await expect(
      writeAnalysis(taken, scratch.file('late.json'), { ...small, signal: AbortSignal.timeout(1) }),
    ).rejects.toThrow();
    await expect(convert(taken, scratch.file('taken.xyz'), { analysis: scratch.file('a.json') })).rejects.toThrow();
    expect(readdirSync(scratch.path).sort()).toEqual([...before, 'taken.mkv', 'taken.otio'].sort());
  });
});

async function jsonOf(clip: string): Promise<string> {
  const path = scratch.file('analysis.json');
  await writeAnalysis(clip, path, { ...small, force: true });
  return path;
}
