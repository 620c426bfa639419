import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { Analysis } from '#lib/analysis/record/analysis.js';
import { analysisSchema } from '#lib/analysis/record/analysis-schema.js';
import { type AnalysisTextFormat, analysisText } from '#lib/analysis/record/analysis-text.js';
import { readAnalysis } from '#lib/analysis/record/read-analysis.js';
import { InputError } from '#lib/core/errors.js';
import { analyzeDrawn, twoShots } from '../../helpers/analyze-drawn.js';

function write({ clip, frames, shots, summary }: Analysis, format: AnalysisTextFormat): string {
  const text = analysisText(format);
  return [text.begin(clip), ...frames.map((frame) => text.frame(frame)), text.end(shots, summary)].join('');
}

describe('analysis text', () => {
  const validate = new Ajv2020({ allErrors: true, strict: true }).compile(analysisSchema);
  const withZones = twoShots(undefined, { quietZones: {} });
  const black = analyzeDrawn([{ at: null }]);

  it.each([
    ['a clip of two shots', withZones],
    ['a single black frame', black],
  ])('satisfies the schema for %s', (_, analysis) => {
    expect(validate(JSON.parse(write(analysis, 'json'))), JSON.stringify(validate.errors)).toBe(true);
  });

  it('has a schema that refuses other things', () => {
    const good = JSON.parse(write(withZones, 'json'));
    for (const change of [
      { version: 2 },
      { frames: [] },
      { shots: [{}] },
      { clip: undefined },
      { frames: [{ ...good.frames[0], centroid: { x: 2, y: 0 } }] },
      { frames: [{ ...good.frames[0], timecode: '1:2' }] },
    ])
      expect(validate({ ...good, ...change }), JSON.stringify(change)).toBe(false);
  });

  it('reads back what it wrote, to six decimals', () => {
    const back = readAnalysis(write(withZones, 'json'), 'a.json');
    expect(back.clip).toEqual(withZones.clip);
    expect(back.shots[1]!.quietZones!.length).toBeGreaterThan(0);
    expect(back.frames).toHaveLength(12);
    expect(back.frames[3]!.seconds).toBeCloseTo(withZones.frames[3]!.seconds, 6);
  });

  it('refuses to read what is no analysis', () => {
    const cut = write(withZones, 'json').slice(0, 900);
    for (const text of ['', 'null', '[]', '{}', cut, '{"format":"video-saliency-analysis","version":99}'])
      expect(() => readAnalysis(text, 'a.json')).toThrow(InputError);
    expect(() => readAnalysis('{"format":"video-saliency-analysis","version":1,"frames":[]}', 'a.json')).toThrow(
      /is damaged at/,
    );
  });

  it('writes a line of JSON for everything in NDJSON', () => {
    const lines = write(withZones, 'ndjson')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => line.type)).toEqual(['clip', ...Array(12).fill('frame'), 'shot', 'shot', 'summary']);
    expect(lines[1]).toMatchObject({ index: 0, pts: 0, timecode: '01:00:00;00' });
  });

  it('writes a row a frame in CSV, empty where there is nothing', () => {
    const rows = write(black, 'csv')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    expect(rows).toHaveLength(2);
    expect(rows[1]).toHaveLength(rows[0]!.length);
    expect(rows[1]![rows[0]!.indexOf('timecode')]).toBe('01:00:00;00');
    expect(rows[1]![rows[0]!.indexOf('centroid_x')]).toBe('');
    const full = write(withZones, 'csv')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    expect(Number(full[1]![full[0]!.indexOf('centroid_x')])).toBeCloseTo(0.25, 6);
  });
});
