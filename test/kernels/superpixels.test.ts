// The kernels of superpixels against plain loops over pixels.

import { describe, expect, test } from 'vitest';
import { Arena } from '#lib/kernels/arena.js';
import { instantiateKernels } from '#lib/kernels/kernels.js';
import { Adjacency, bitRowBytes } from '#lib/superpixels/adjacency.js';
import { toLab } from '#lib/superpixels/color.js';
import { Connectivity } from '#lib/superpixels/connectivity.js';
import { RegionMeans } from '#lib/superpixels/region-means.js';
import { Runs } from '#lib/superpixels/runs.js';
import { random } from '../helpers/scenes.js';

const sizes: [number, number][] = [
  [1, 1],
  [1, 9],
  [9, 1],
  [8, 8],
  [23, 17],
  [64, 30],
  [131, 75],
];

/** A label image in the arena, with the planes of a random picture. */
function build(width: number, height: number, count: number, seed: number, blob: number) {
  const next = random(seed);
  const stride = (width + 7) & ~7;
  const arena = new Arena(4_000_000);
  const kernels = instantiateKernels(arena.memory);
  const image = {
    labels: arena.uint16(stride * height + 8),
    stride,
    planes: arena.uint8(3 * stride * (height + 8)),
    planeBytes: stride * (height + 8),
    sums: arena.float64(6 * count),
  };
  for (let i = 0; i < image.planes.length; i++) image.planes[i] = 256 * next();
  // Blobs of a label each, with single pixels of others strewn over them.
  for (let n = 0; n < blob; n++) {
    const [cx, cy, r, label] = [width * next(), height * next(), 2 + 8 * next(), Math.floor(count * next())];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) if (Math.hypot(x - cx, y - cy) < r) image.labels[y * stride + x] = label;
    }
  }
  for (let i = 0; i < image.labels.length; i++) if (next() < 0.08) image.labels[i] = count * next();
  return { arena, kernels, image, next };
}

type Image = ReturnType<typeof build>['image'];

function pixels(image: Image, width: number, height: number): number[] {
  return Array.from({ length: width * height }, (_, i) => {
    return image.labels[Math.floor(i / width) * image.stride + (i % width)]!;
  });
}

function sumsOf({ labels, planes, planeBytes, stride, sums }: Image, width: number, height: number): number[] {
  const expected = new Array<number>(sums.length).fill(0);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = y * stride + x;
      const values = [1, x, y, planes[p]!, planes[p + planeBytes]!, planes[p + 2 * planeBytes]!];
      for (const [i, value] of values.entries()) expected[6 * labels[p]! + i]! += value;
    }
  }
  return expected;
}

function neighborsOf(p: number, width: number, length: number): number[] {
  const x = p % width;
  const candidates = [x > 0 ? p - 1 : -1, x < width - 1 ? p + 1 : -1, p - width, p + width];
  return candidates.filter((q) => q >= 0 && q < length);
}

/** How many steps between 4-neighbors each pixel is from the nearest one that is kept. */
function stepsFrom(kept: boolean[], width: number): number[] {
  const steps = kept.map<number>((is) => (is ? 0 : -1));
  const queue = [...steps.keys()].filter((p) => kept[p]);
  for (const p of queue) {
    for (const q of neighborsOf(p, width, kept.length)) {
      if (steps[q] !== -1) continue;
      steps[q] = steps[p]! + 1;
      queue.push(q);
    }
  }
  return steps;
}

/** The 4-connected component of each pixel, by the number of its first pixel, and how many pixels each has. */
function componentsOf(labels: number[], width: number) {
  const component = new Array<number>(labels.length).fill(-1);
  const areas = new Map<number, number>();
  for (let start = 0; start < labels.length; start++) {
    if (component[start] !== -1) continue;
    const stack = [start];
    component[start] = start;
    let area = 0;
    for (let p = stack.pop(); p !== undefined; p = stack.pop()) {
      area++;
      for (const q of neighborsOf(p, width, labels.length)) {
        if (labels[q] !== labels[p] || component[q] !== -1) continue;
        component[q] = start;
        stack.push(q);
      }
    }
    areas.set(start, area);
  }
  return { component, areas };
}

describe.each(sizes)('on pictures of %i × %i', (width, height) => {
  const count = 7;

  test('runs hold the labels of all pixels, and none has a neighbor of its own label', () => {
    const { arena, kernels, image } = build(width, height, count, 1, 12);
    const runs = new Runs(kernels, arena, width * height);
    runs.read(image.labels, image.stride, width, height);
    const painted = new Uint16Array(width * height);
    runs.writeLabels(painted, width);
    expect(Array.from(painted)).toEqual(pixels(image, width, height));
    for (let y = 0; y < height; y++) {
      for (let run = runs.rowStarts[y]! + 1; run < runs.rowStarts[y + 1]!; run++) {
        expect(runs.starts[run]).toBe(runs.ends[run - 1]);
        expect(runs.labels[run]).not.toBe(runs.labels[run - 1]);
      }
    }
    expect(runs.rowStarts[height]).toBe(runs.count);
  });

  test.each([0, 3, 30, 1e6])('largest components stay from %i pixels on, other pixels join the nearest', (minArea) => {
    const { arena, kernels, image } = build(width, height, count, 2 + minArea, 12);
    const before = pixels(image, width, height);
    image.sums.set(sumsOf(image, width, height));
    const runs = new Runs(kernels, arena, width * height);
    const connectivity = new Connectivity(kernels, arena, width * height, count);
    runs.read(image.labels, image.stride, width, height);
    connectivity.enforce(image, runs, count, minArea);

    const after = pixels(image, width, height);
    const painted = new Uint16Array(width * height);
    runs.writeLabels(painted, width);
    expect(Array.from(painted)).toEqual(after);
    expect(Array.from(image.sums)).toEqual(sumsOf(image, width, height));

    const parts = componentsOf(after, width);
    expect(parts.areas.size).toBe(new Set(after).size);
    const old = componentsOf(before, width);
    const greatest = Math.max(...old.areas.values());
    const largest = new Map<number, number>();
    for (const [first, area] of old.areas) {
      const label = before[first]!;
      if (area > (old.areas.get(largest.get(label) ?? -1) ?? 0)) largest.set(label, first);
    }
    const kept = [...largest.values()].filter((first) => old.areas.get(first)! >= Math.min(minArea, greatest));
    const steps = stepsFrom(
      old.component.map((first) => kept.includes(first)),
      width,
    );
    after.forEach((label, p) => {
      if (steps[p] === 0) expect(label).toBe(before[p]);
      else
        expect(neighborsOf(p, width, after.length).some((q) => steps[q] === steps[p]! - 1 && after[q] === label)).toBe(
          true,
        );
    });
  });

  test('adjacency is that of the eight neighbors of pixels, sides are those of the border', () => {
    const { arena, kernels, image } = build(width, height, count, 3, 9);
    const nodes = 300;
    // Numbers beyond 128 take rows of more than one vector.
    for (let i = 0; i < image.labels.length; i++) image.labels[i]! *= 43;
    const runs = new Runs(kernels, arena, width * height);
    const adjacency = new Adjacency(kernels, arena, nodes);
    runs.read(image.labels, image.stride, width, height);
    adjacency.scan(runs, nodes);

    const labels = pixels(image, width, height);
    const joined = new Set<string>();
    const sides = new Uint8Array(nodes);
    labels.forEach((label, p) => {
      const [x, y] = [p % width, Math.floor(p / width)];
      sides[label]! |= (y === 0 ? 1 : 0) | (y === height - 1 ? 2 : 0) | (x === 0 ? 4 : 0) | (x === width - 1 ? 8 : 0);
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const other = labels[v * width + u]!;
          if (other !== label) joined.add(`${label} ${other}`);
        }
      }
    });
    const found = new Set<string>();
    const row = bitRowBytes(nodes);
    for (let i = 0; i < nodes; i++) {
      for (let j = 0; j < nodes; j++) if (adjacency.bits[i * row + (j >> 3)]! & (1 << (j & 7))) found.add(`${i} ${j}`);
    }
    expect(found).toEqual(joined);
    expect(adjacency.sides).toEqual(sides);
    const met = [...new Set(labels)];
    expect(Array.from(adjacency.order.subarray(0, met.length))).toEqual(met);
  });

  test('means are those of the pixels', () => {
    const { arena, kernels, image, next } = build(width, height, count, 4, 9);
    const rgbStride = 3 * width + 5;
    const rgb = arena.uint8(rgbStride * height + 16);
    for (let i = 0; i < rgb.length; i++) rgb[i] = 256 * next();
    const runs = new Runs(kernels, arena, width * height);
    const means = new RegionMeans(kernels, arena, count);
    runs.read(image.labels, image.stride, width, height);
    means.measure(runs, count, rgb.byteOffset, rgbStride);
    const sums = Array.from({ length: count }, () => [0, 0, 0, 0]);
    pixels(image, width, height).forEach((label, p) => {
      const at = rgbStride * Math.floor(p / width) + 3 * (p % width);
      [1, rgb[at]!, rgb[at + 1]!, rgb[at + 2]!].forEach((value, i) => {
        sums[label]![i]! += value;
      });
    });
    const lab = new Float64Array(3);
    sums.forEach(([area, r, g, b], label) => {
      expect(means.area(label)).toBe(area);
      if (area === 0) return;
      lab.set([r! / (255 * area!), g! / (255 * area!), b! / (255 * area!)]);
      toLab(lab, 0);
      for (let i = 0; i < 3; i++) expect(means.lab[3 * label + i]).toBeCloseTo(lab[i]!, 9);
    });
  });

  test('pixels get the value of their label', () => {
    const { arena, kernels, image, next } = build(width, height, count, 5, 9);
    const outStride = width + 3;
    const values = arena.float32(count);
    const out = arena.float32(outStride * height);
    for (let i = 0; i < count; i++) values[i] = next();
    out.fill(-1);
    const { labels, stride } = image;
    kernels.paintLabels(labels.byteOffset, stride, width, height, values.byteOffset, out.byteOffset, outStride);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < outStride; x++) {
        expect(out[y * outStride + x]).toBe(x < width ? values[labels[y * stride + x]!] : -1);
      }
    }
  });

  test.each([3, 7, 60])('with %i centers, every pixel has the nearest of those that reach its block', (centers) => {
    const { arena, kernels, image, next } = build(width, height, centers, 6, 0);
    const { labels, stride, planes, planeBytes, sums } = image;
    const unit = 9;
    const spaceUnit = 4.3;
    const radius = 11;
    const la = arena.int16(2 * stride * height);
    const bx = arena.int16(2 * stride * height);
    for (let p = 0; p < stride * height; p++) {
      la[2 * p] = 100 * unit * next();
      la[2 * p + 1] = 200 * unit * (next() - 0.5);
      bx[2 * p] = 200 * unit * (next() - 0.5);
      bx[2 * p + 1] = Math.round((p % stride) * spaceUnit);
    }
    const table = arena.int16(8 * centers);
    const places = new Float32Array(table.buffer, table.byteOffset, 4 * centers);
    for (let i = 0; i < centers; i++) {
      const [x, y] = [width * next(), height * next()];
      const color = [100 * unit * next(), 200 * unit * (next() - 0.5), 200 * unit * (next() - 0.5)];
      table.set([...color, Math.round(x * spaceUnit)], 8 * i);
      places.set([x, y], 4 * i + 2);
    }
    const scratch = arena.uint8(17000 + 64 * stride);
    kernels.assignPixels(
      la.byteOffset,
      bx.byteOffset,
      planes.byteOffset,
      planeBytes,
      stride,
      width,
      height,
      table.byteOffset,
      centers,
      radius,
      spaceUnit,
      scratch.byteOffset,
      labels.byteOffset,
      sums.byteOffset,
    );

    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const p = y * stride + x;
        const distances = Array.from({ length: centers }, (_, i) => {
          const c = table.subarray(8 * i, 8 * i + 4);
          const dy = (places[4 * i + 3]! - y) * spaceUnit;
          const [l, a, b, dx] = [
            la[2 * p]! - c[0]!,
            la[2 * p + 1]! - c[1]!,
            bx[2 * p]! - c[2]!,
            bx[2 * p + 1]! - c[3]!,
          ];
          return l * l + a * a + b * b + dx * dx + dy * dy;
        });
        const [left, top] = [x & ~7, y & ~7];
        const near = distances.filter((_, i) => {
          const [cx, cy] = [places[4 * i + 2]!, places[4 * i + 3]!];
          return (
            Math.floor((cx - radius) / 8) * 8 <= left &&
            left <= Math.floor((cx + radius) / 8) * 8 &&
            cy >= top - radius &&
            cy <= top + 7 + radius
          );
        });
        // Rows are weighed in single precision, and their terms cut to whole numbers.
        if (near.length > 0) expect(distances[labels[p]!]! - Math.min(...near)).toBeLessThan(2);
        else expect(labels[p]).toBeLessThan(centers);
      }
    }
    expect(Array.from(sums)).toEqual(sumsOf(image, width, height));
  });
});
