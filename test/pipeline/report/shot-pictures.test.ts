import { describe, expect, it } from 'vitest';
import type { ShotRecord } from '#lib/analysis/record/analysis.js';
import { ShotSheet } from '#lib/pipeline/report/shot-pictures.js';
import { noise } from '../../helpers/scenes.js';

describe('the contact sheet of a report', () => {
  it('stays within what a page may weigh: the shortest shots go without pictures', async () => {
    const size = { width: 320, height: 180 };
    const sheet = new ShotSheet({ ...size, sampleAspect: { num: 1, den: 1 } });
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
