import { describe, expect, it } from 'vitest';
import type { ShotRecord } from '#lib/analysis/record/analysis.js';
import { ShotSheet } from '#lib/pipeline/report/shot-pictures.js';
import { SpreadStills } from '#lib/pipeline/report/spread-stills.js';
import { StillPainter } from '#lib/pipeline/report/still-painter.js';
import { noise } from '../../helpers/scenes.js';

describe('the contact sheet of a report', () => {
  it('stays within what a page may weigh: the shortest shots go without pictures', async () => {
    const size = { width: 320, height: 180 };
    const sheet = new ShotSheet(new StillPainter({ ...size, sampleAspect: { num: 1, den: 1 } }));
    const count = 60;
    for (let i = 0; i < count; i++) sheet.keep(new Uint8Array(320 * 180));
    // Noise is the most that a picture can take.
    for (let i = 0; i < count; i++) await sheet.draw({ ...size, data: noise(320, 180, 1) });
    const shots = Array.from({ length: count }, (_, i) => ({ duration: i }) as ShotRecord);
    const pictures = sheet.finish(shots);
    expect(pictures).toHaveLength(count);
    const kept = pictures.flatMap(({ picture }, i) => (picture === undefined ? [] : [i]));
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.length).toBeLessThan(count);
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => count - kept.length + i));
    expect(JSON.stringify(pictures).length).toBeLessThan(4e6);
  });
});

describe('the stills of a report', () => {
  const size = { width: 320, height: 180 };
  const painter = () => new StillPainter({ ...size, sampleAspect: { num: 1, den: 1 } });
  const levels = () => new Uint8Array(320 * 180);

  it.each([2, 60, 7200])('lie at even distances over a clip of %d seconds, and are never many', (length) => {
    const stills = new SpreadStills(painter());
    let copied = 0;
    for (let frame = 0; frame < length * 25; frame++) {
      stills.offer({ pts: frame, seconds: frame / 25 }, frame, () => {
        copied++;
        return new Uint8Array(1);
      });
    }
    const wanted = stills.wanted([]);
    expect(wanted[0]).toBe(0);
    expect(wanted.length).toBeGreaterThanOrEqual(Math.min(30, 4 * length));
    expect(wanted.length).toBeLessThanOrEqual(60);
    const gaps = wanted.slice(1).map((pts, i) => pts - wanted[i]!);
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
    expect(length * 25 - wanted.at(-1)!).toBeLessThanOrEqual(Math.max(...gaps) + 1);
    expect(copied).toBeLessThan(400);
  });

  it('stay within what a page may weigh, and leave out what is there anyway', async () => {
    const stills = new SpreadStills(painter());
    for (let frame = 0; frame < 60; frame++) stills.offer({ pts: frame, seconds: frame }, frame, levels);
    const wanted = stills.wanted([0, 7]);
    expect(wanted).toHaveLength(58);
    for (const _ of wanted) await stills.draw({ ...size, data: noise(320, 180, 1) });
    const kept = stills.finish();
    expect(kept.length).toBeGreaterThan(3);
    expect(kept.length).toBeLessThan(58);
    expect(kept[0]!.frame).toBe(1);
    expect(JSON.stringify(kept).length).toBeLessThan(1.6e6);
  });
});
