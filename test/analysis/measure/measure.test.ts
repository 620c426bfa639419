import { describe, expect, it } from 'vitest';
import { MapMeasurer } from '#lib/analysis/measure/measure.js';
import { drawMap } from '../../helpers/draw-map.js';

const measure = (width: number, height: number, map: Float32Array) => new MapMeasurer({ width, height }).measure(map);

describe('map measurer', () => {
  it('gives the figures of a rectangle that are known by hand', () => {
    const map = drawMap(20, 10, [{ left: 4, top: 2, width: 4, height: 2, value: 1 }]);
    const measured = measure(20, 10, map);
    expect(measured.centroid!.x).toBeCloseTo(6 / 20, 12);
    expect(measured.centroid!.y).toBeCloseTo(3 / 10, 12);
    expect(measured.spread!.x).toBeCloseTo(Math.sqrt((16 - 1) / 12) / 20, 12);
    expect(measured.spread!.y).toBeCloseTo(0.5 / 10, 12);
    expect(measured.box).toEqual({ x: 0.2, y: 0.2, width: 0.2, height: 0.2 });
    expect(measured.coverage).toBe(8 / 200);
    expect(measured.mean).toBe(8 / 200);
    expect(measured.threshold).toBe(16 / 200);
    expect(measured.confidence).toBe(1);
    expect(measured.entropy).toBeCloseTo(Math.log2(8) / Math.log2(200), 9);
    expect(measured.peak!.value).toBe(1);
    expect(Math.abs(measured.peak!.x - 0.3)).toBeLessThanOrEqual(0.5 / 20 + 1e-12);
  });

  it('tells contrast from the background as confidence', () => {
    const map = drawMap(10, 10, [{ left: 3, top: 3, width: 2, height: 2, value: 0.75 }], 0.25);
    expect(measure(10, 10, map).confidence).toBeCloseTo(0.5, 6);
  });

  it('finds nothing in an empty map, and everything in a uniform one', () => {
    const empty = measure(7, 5, new Float32Array(35));
    expect(empty).toMatchObject({ centroid: null, peak: null, spread: null, box: null, confidence: 0, regions: [] });
    const uniform = measure(7, 5, new Float32Array(35).fill(0.75));
    expect(uniform.box).toEqual({ x: 0, y: 0, width: 1, height: 1 });
    expect(uniform.coverage).toBe(1);
    expect(uniform.confidence).toBeCloseTo(0, 6);
    expect(uniform.entropy).toBeCloseTo(1, 9);
    expect(uniform.peak).toEqual({ x: 0.5, y: 0.5, value: 0.75 });
  });

  it('works from one pixel up', () => {
    expect(measure(1, 1, Float32Array.of(1))).toMatchObject({ centroid: { x: 0.5, y: 0.5 }, coverage: 1 });
    expect(measure(3, 1, Float32Array.of(0, 0, 1)).centroid!.x).toBeCloseTo(5 / 6, 12);
  });

  it('ranks separate regions by mass and drops specks', () => {
    const map = drawMap(40, 30, [
      { left: 2, top: 2, width: 4, height: 4, value: 0.8 },
      { left: 20, top: 10, width: 8, height: 8, value: 1 },
      { left: 35, top: 28, width: 1, height: 1, value: 1 },
    ]);
    const { regions } = measure(40, 30, map);
    expect(regions).toHaveLength(2);
    expect(regions[0]!.centroid).toEqual({ x: 24 / 40, y: 14 / 30 });
    expect(regions[1]!.box).toEqual({ x: 2 / 40, y: 2 / 30, width: 4 / 40, height: 4 / 30 });
    expect(regions[0]!.weight + regions[1]!.weight).toBeCloseTo(1, 12);
    expect(regions[0]!.weight).toBeCloseTo(64 / (64 + 12.8), 6);
  });

  it('joins what touches in ways that only show later, as a U or a spiral does', () => {
    const spiral = [
      '#######.##',
      '#.....#.#.',
      '#.###.#.#.',
      '#.#.#.#.#.',
      '#.#...#.#.',
      '#.#####.#.',
      '#.......#.',
      '#########.',
    ];
    const map = Float32Array.from(spiral.join(''), (c) => (c === '#' ? 0.9 : 0));
    const { regions } = measure(10, 8, map);
    expect(regions).toHaveLength(1);
    expect(regions[0]!.area).toBeCloseTo(spiral.join('').replaceAll('.', '').length / 80, 12);
    expect(regions[0]!.centroid).toEqual(measure(10, 8, map).centroid);
  });

  it('agrees with a plain flood fill on seeded noise', () => {
    const [width, height] = [37, 23];
    let state = 7;
    const random = () => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    };
    for (let round = 0; round < 20; round++) {
      const map = Float32Array.from({ length: width * height }, () => (random() < 0.55 ? 0.5 + random() / 2 : 0));
      const measured = measure(width, height, map);
      const areas = floodAreas(map, width, height, measured.threshold);
      const heaviest = measured.regions[0]!;
      expect(areas.map((a) => a.mass)).toContainEqual(expect.closeTo(areas[0]!.mass, 6));
      expect(heaviest.area * width * height).toBeCloseTo(areas[0]!.count, 6);
    }
  });
});

function floodAreas(map: Float32Array, width: number, height: number, threshold: number) {
  const seen = new Uint8Array(map.length);
  const found: { count: number; mass: number }[] = [];
  for (let seed = 0; seed < map.length; seed++) {
    if (seen[seed] || map[seed]! < threshold) continue;
    const stack = [seed];
    seen[seed] = 1;
    const area = { count: 0, mass: 0 };
    while (stack.length > 0) {
      const i = stack.pop()!;
      area.count++;
      area.mass += map[i]!;
      const x = i % width;
      const near = [x > 0 ? i - 1 : -1, x < width - 1 ? i + 1 : -1, i - width, i + width];
      for (const j of near) {
        if (j < 0 || j >= width * height || seen[j] || map[j]! < threshold) continue;
        seen[j] = 1;
        stack.push(j);
      }
    }
    found.push(area);
  }
  return found.sort((a, b) => b.mass - a.mass);
}
