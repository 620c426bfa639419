import { describe, expect, it } from 'vitest';
import type { MeasuredRegion } from '#lib/analysis/measure/measure.js';
import { PictureGeometry } from '#lib/analysis/measure/picture-geometry.js';
import { RegionTracks } from '#lib/analysis/shots/region-tracks.js';

const geometry = new PictureGeometry({ width: 1600, height: 900, sampleAspect: { num: 1, den: 1 } });

const region = (x: number, y: number, weight = 0.5): MeasuredRegion => ({
  centroid: { x, y },
  box: { x: x - 0.05, y: y - 0.05, width: 0.1, height: 0.1 },
  area: 0.01,
  weight,
});

describe('region tracks', () => {
  it('keeps identities when the order by weight changes', () => {
    const tracks = new RegionTracks(geometry);
    tracks.follow([region(0.2, 0.5, 0.6), region(0.8, 0.5, 0.4)]);
    const [first, second] = tracks.follow([region(0.79, 0.5, 0.52), region(0.21, 0.5, 0.48)]);
    expect([first!.id, second!.id]).toEqual([0, 1]);
    expect(first!.centroid.x).toBe(0.21);
  });

  it('hands the lead over only to a clearly heavier region', () => {
    const tracks = new RegionTracks(geometry);
    tracks.follow([region(0.2, 0.5, 0.6), region(0.8, 0.5, 0.4)]);
    expect(tracks.follow([region(0.8, 0.5, 0.54), region(0.2, 0.5, 0.46)])[0]!.id).toBe(0);
    expect(tracks.follow([region(0.8, 0.5, 0.7), region(0.2, 0.5, 0.3)])[0]!.id).toBe(1);
    expect(tracks.follow([region(0.2, 0.5, 0.54), region(0.8, 0.5, 0.46)])[0]!.id).toBe(1);
  });

  it('remembers a region for twelve frames', () => {
    for (const [gone, id] of [
      [11, 0],
      [12, 1],
    ] as const) {
      const tracks = new RegionTracks(geometry);
      tracks.follow([region(0.5, 0.5)]);
      for (let i = 0; i < gone; i++) tracks.follow([]);
      expect(tracks.follow([region(0.52, 0.5)])[0]!.id).toBe(id);
    }
  });

  it('follows a moving region and not a far one', () => {
    const tracks = new RegionTracks(geometry);
    for (let x = 0.1; x < 0.9; x += 0.02) expect(tracks.follow([region(x, 0.5)])[0]!.id).toBe(0);
    expect(tracks.follow([region(0.2, 0.2)])[0]!.id).toBe(1);
  });

  it('gives new identities after a cut', () => {
    const tracks = new RegionTracks(geometry);
    tracks.follow([region(0.5, 0.5)]);
    tracks.reset();
    expect(tracks.follow([region(0.5, 0.5)])[0]!.id).toBe(1);
  });
});
