import { describe, expect, it } from 'vitest';
import { FrameMeasurer } from '#lib/analysis/measure/frame-measurer.js';
import { cellGrid, LoudCellFinder } from '#lib/analysis/measure/loud-cells.js';
import { type QuietZoneOptions, QuietZones } from '#lib/analysis/shots/quiet-zones.js';
import { OptionError } from '#lib/core/errors.js';
import type { FrameSize } from '#lib/core/frame.js';
import { twoShots } from '../../helpers/analyze-drawn.js';
import { drawMap } from '../../helpers/draw-map.js';

const SIZE = { width: 128, height: 72 };

/** Looks for zones in the maps of one shot after the other. */
function zonesIn(size: FrameSize, options?: QuietZoneOptions) {
  const finder = new LoudCellFinder(size);
  const zones = new QuietZones(cellGrid(size), options);
  return {
    push: (map: Float32Array, threshold: number) => zones.push(finder.find(map, threshold)),
    finish: () => zones.finish(),
  };
}

describe('quiet zones', () => {
  it('finds the largest rectangle beside a salient block', () => {
    const zones = zonesIn(SIZE, { count: 1 });
    zones.push(drawMap(128, 72, [{ left: 0, top: 0, width: 48, height: 72, value: 1 }]), 0.5);
    expect(zones.finish()).toEqual([{ x: 48 / 128, y: 0, width: 80 / 128, height: 1 }]);
  });

  it('leaves out whatever was salient in a single frame', () => {
    const zones = zonesIn(SIZE, { count: 4 });
    for (let left = 0; left < 128; left += 32)
      zones.push(drawMap(128, 72, [{ left, top: 24, width: 32, height: 24, value: 1 }]), 0.2);
    expect(zones.finish()).toEqual([
      { x: 0, y: 0, width: 1, height: 1 / 3 },
      { x: 0, y: 2 / 3, width: 1, height: 1 / 3 },
    ]);
  });

  it('agrees with trying every rectangle, on seeded noise', () => {
    let state = 11;
    const random = () => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    };
    for (let round = 0; round < 10; round++) {
      const map = Float32Array.from({ length: 20 * 16 }, () => (random() < 0.12 ? 1 : 0));
      const zones = zonesIn({ width: 20, height: 16 }, { count: 1 });
      zones.push(map, 0.5);
      const [zone] = zones.finish();
      expect(Math.round(zone!.width * zone!.height * 320)).toBe(largestFree(map, 20, 16));
    }
  });

  it('keeps a safe margin on all sides', () => {
    const zones = zonesIn(SIZE, { safeMargin: 0.1 });
    const [zone] = zones.finish();
    expect(zone!.x).toBeGreaterThanOrEqual(0.1);
    expect(zone!.y).toBeGreaterThanOrEqual(0.1);
    expect(zone!.x + zone!.width).toBeLessThanOrEqual(0.9);
    expect(zone!.y + zone!.height).toBeLessThanOrEqual(0.9);
  });

  it('keeps clear of what a place covers, and of a wider margin too', () => {
    const [reel] = zonesIn(SIZE, { safeArea: 'reels', count: 1 }).finish();
    expect(reel!.x).toBeGreaterThanOrEqual(0.06);
    expect(reel!.y).toBeGreaterThanOrEqual(0.14);
    expect(reel!.y + reel!.height).toBeLessThanOrEqual(0.65);
    expect(reel!.height).toBeGreaterThan(0.45);
    const [short] = zonesIn(SIZE, { safeArea: 'shorts', safeMargin: 0.1, count: 1 }).finish();
    expect(short!.x).toBeGreaterThanOrEqual(0.1);
    expect(short!.x + short!.width).toBeLessThanOrEqual(1 - 192 / 1080);
    expect(() => zonesIn(SIZE, { safeArea: 'cinema' as 'tv' })).toThrow(OptionError);
  });

  it('keeps clear of where eyes rest, where the subject is elsewhere', () => {
    const subject = drawMap(128, 72, [{ left: 0, top: 0, width: 16, height: 72, value: 1 }]);
    const face = drawMap(128, 72, [{ left: 64, top: 8, width: 16, height: 16, value: 1 }]);
    const measurer = new FrameMeasurer(SIZE, { loudCells: true, gaze: true });
    const map = (data: Float32Array) => ({ ...SIZE, data });
    const { loud } = measurer.measureFrame(new Uint8Array(3 * 128 * 72), map(subject), map(face));
    const zones = new QuietZones(cellGrid(SIZE), { count: 3 });
    zones.push(loud!);
    for (const zone of zones.finish()) {
      expect(zone.x).toBeGreaterThanOrEqual(16 / 128);
      const beside = zone.x >= 80 / 128 || zone.x + zone.width <= 64 / 128;
      expect(beside || zone.y >= 24 / 72 || zone.y + zone.height <= 8 / 72).toBe(true);
    }
  });

  it('starts anew for each shot, and finds none where all is salient', () => {
    const zones = zonesIn(SIZE);
    zones.push(new Float32Array(128 * 72).fill(1), 1);
    expect(zones.finish()).toEqual([]);
    zones.push(new Float32Array(128 * 72), 0);
    expect(zones.finish()).toEqual([{ x: 0, y: 0, width: 1, height: 1 }]);
  });

  it('handles frames smaller than its grid, and refuses margins that leave nothing', () => {
    const zones = zonesIn({ width: 1, height: 1 });
    zones.push(Float32Array.of(0), 0);
    expect(zones.finish()).toEqual([{ x: 0, y: 0, width: 1, height: 1 }]);
    for (const safeMargin of [-0.1, 0.5, Number.NaN]) expect(() => zonesIn(SIZE, { safeMargin })).toThrow(OptionError);
  });

  it('lists zones with the shots when they are asked for', () => {
    expect(twoShots().shots[0]!.quietZones).toBeUndefined();
    const [zone] = twoShots(undefined, { quietZones: { safeMargin: 0.05, count: 1 } }).shots[1]!.quietZones!;
    expect(
      zone!.x >= 0.75 + 2 / 64 || zone!.x + zone!.width <= 0.75 || zone!.y >= 0.25 || zone!.y + zone!.height <= 0.25,
    ).toBe(true);
  });
});

/** Area of the largest rectangle of zeros that is at least 3 wide and 1 high. */
function largestFree(map: Float32Array, width: number, height: number): number {
  let best = 0;
  for (let top = 0; top < height; top++)
    for (let left = 0; left < width; left++) {
      let right = width;
      for (let y = top; y < height; y++) {
        for (let x = left; x < right; x++) if (map[y * width + x]! > 0) right = x;
        if (right - left >= 3) best = Math.max(best, (right - left) * (y + 1 - top));
      }
    }
  return best;
}
