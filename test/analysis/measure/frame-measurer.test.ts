import { describe, expect, it } from 'vitest';
import { FrameMeasurer } from '#lib/analysis/measure/frame-measurer.js';
import { PROFILE_BINS } from '#lib/analysis/measure/mass-profile.js';
import { drawMap } from '../../helpers/draw-map.js';
import { noise } from '../../helpers/scenes.js';

const size = { width: 64, height: 36 };
const mapOf = (left: number) => ({
  ...size,
  data: drawMap(64, 36, [{ left, top: 8, width: 4, height: 12, value: 0.8 }]),
});

describe('a frame measurer', () => {
  it('gives the same whatever it has measured before', () => {
    const measures = { loudCells: true, profile: 'x' } as const;
    const first = new FrameMeasurer(size, measures).measureFrame(noise(64, 36, 1), mapOf(20));
    const used = new FrameMeasurer(size, measures);
    used.measureFrame(noise(64, 36, 2), mapOf(50));
    expect(used.measureFrame(noise(64, 36, 1), mapOf(20))).toEqual(first);
  });

  it('gives plain data, which JSON carries without loss', () => {
    const measurer = new FrameMeasurer(size, { loudCells: true, profile: 'y' });
    const measured = measurer.measureFrame(noise(64, 36, 3), mapOf(9));
    expect(JSON.parse(JSON.stringify(measured))).toEqual(measured);
  });

  it('measures cells and profiles only where they are asked for', () => {
    const map = mapOf(20);
    expect(Object.keys(new FrameMeasurer(size).measureFrame(noise(64, 36, 1), map))).toEqual(['map', 'still']);
    const { loud, profile } = new FrameMeasurer(size, { loudCells: true, profile: 'x' }).measureFrame(
      noise(64, 36, 1),
      map,
    );
    expect(loud!.runs).toEqual(Array.from({ length: 12 }, (_, y) => [(8 + y) * 64 + 20, 4]).flat());
    expect(profile).toHaveLength(PROFILE_BINS);
    expect(profile!.flatMap((mass, bin) => (mass > 0 ? [bin] : []))).toEqual([20, 21, 22, 23]);
  });
});
