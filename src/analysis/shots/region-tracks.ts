import type { MeasuredRegion } from '../measure/measure.js';
import type { PictureGeometry } from '../measure/picture-geometry.js';
import type { Box, Point, RegionRecord } from '../record/analysis.js';

/** Frames for which a region may be gone and still come back as itself. */
const MEMORY = 12;
/** A region moves at most this share of the diagonal from one frame to the next. */
const REACH = 0.12;
/** How much heavier another region must be to take the lead. */
const LEAD = 1.25;

interface Track {
  readonly id: number;
  centroid: Point;
  box: Box;
  age: number;
}

/**
 * Gives the regions of consecutive frames identities that last through a shot, and keeps one of them in the lead.
 *
 * Regions and known tracks are paired by overlap of their boxes and nearness of their centroids, best pair first. A
 * track that finds no region is remembered for twelve frames. The lead changes hands only to a region a quarter
 * heavier, so that two equal subjects do not toss attention to and fro.
 */
export class RegionTracks {
  readonly #geometry: PictureGeometry;
  #tracks: Track[] = [];
  #nextId = 0;
  #leader = -1;

  constructor(geometry: PictureGeometry) {
    this.#geometry = geometry;
  }

  /** Forgets all tracks: a cut. Identities are never given again. */
  reset(): void {
    this.#tracks = [];
    this.#leader = -1;
  }

  /** @returns the same regions with their identities, the leading one first, then by weight. */
  follow(regions: readonly MeasuredRegion[]): RegionRecord[] {
    const ids = this.#pair(regions);
    const records = regions.map((region, i) => ({ id: ids[i]!, ...region }));
    const leading = records.findIndex(({ id }) => id === this.#leader);
    if (leading > 0 && records[0]!.weight < LEAD * records[leading]!.weight)
      records.unshift(...records.splice(leading, 1));
    if (records.length > 0) this.#leader = records[0]!.id;
    return records;
  }

  #pair(regions: readonly MeasuredRegion[]): number[] {
    const pairs: { track: Track; region: number; score: number }[] = [];
    for (const track of this.#tracks) {
      regions.forEach((region, i) => {
        const near = 1 - this.#geometry.distance(track.centroid, region.centroid) / (REACH * Math.sqrt(track.age));
        const overlap = intersectionOverUnion(track.box, region.box);
        if (near > 0 || overlap > 0.3) pairs.push({ track, region: i, score: Math.max(0, near) + overlap });
      });
    }
    pairs.sort((a, b) => b.score - a.score);

    const owner = new Map<number, Track>();
    const paired = new Set<Track>();
    for (const { track, region } of pairs) {
      if (paired.has(track) || owner.has(region)) continue;
      paired.add(track);
      owner.set(region, track);
    }
    const current = regions.map(({ centroid, box }, i) => {
      const id = owner.get(i)?.id ?? this.#nextId++;
      return { id, centroid, box, age: 1 };
    });
    const lost = this.#tracks.filter((track) => !paired.has(track) && track.age < MEMORY);
    for (const track of lost) track.age++;
    this.#tracks = [...current, ...lost];
    return current.map(({ id }) => id);
  }
}

function intersectionOverUnion(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (a.width * a.height + b.width * b.height - width * height);
}
