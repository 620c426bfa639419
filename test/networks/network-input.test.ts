import { describe, expect, it } from 'vitest';
import { Arena } from '#lib/kernels/arena.js';
import { instantiateKernels } from '#lib/kernels/kernels.js';
import { GazeNetwork } from '#lib/networks/gaze-network.js';
import { NetworkInput, networkSizeFor, networkSizes } from '#lib/networks/network-input.js';
import { ObjectNetwork } from '#lib/networks/object-network.js';
import { RefineNetwork } from '#lib/networks/refine-network.js';
import { loadNetwork, networkNames } from '#lib/networks/weights.js';
import { flat, noise } from '../helpers/scenes.js';

/** An input for frames of one size, in an arena with room for two maps of theirs. */
function setUp(width: number, height: number, more = 0) {
  const pixels = width * height;
  const arena = new Arena(NetworkInput.bytes({ width, height }) + 12 * pixels + 256 + more);
  const kernels = instantiateKernels(arena.memory);
  const rgb = arena.uint8(3 * pixels + 16);
  const [map, out] = [arena.float32(pixels), arena.float32(pixels)];
  return { arena, kernels, rgb, map, out, input: new NetworkInput(kernels, arena, { width, height }) };
}

const pictureOf = (arena: Arena, { picture, size }: NetworkInput) =>
  new Uint8Array(arena.memory.buffer, picture, 3 * size.width * size.height);

/** The mean over an area of a row-major picture, pixels in part counting in part; `at` gives a pixel. */
function areaMean(at: (x: number, y: number) => number, left: number, top: number, right: number, bottom: number) {
  let [sum, weight] = [0, 0];
  for (let y = Math.floor(top); y < bottom - 1e-9; y++) {
    for (let x = Math.floor(left); x < right - 1e-9; x++) {
      const share = (Math.min(right, x + 1) - Math.max(left, x)) * (Math.min(bottom, y + 1) - Math.max(top, y));
      sum += share * at(x, y);
      weight += share;
    }
  }
  return sum / weight;
}

describe('the size that a frame is scaled to', () => {
  it.each([
    [400, 225, 224, 128],
    [225, 400, 128, 224],
    [400, 300, 192, 128],
    [400, 400, 160, 160],
  ])('of %i × %i is %i × %i', (width, height, ...expected) => {
    expect(networkSizeFor({ width, height })).toEqual({ width: expected[0], height: expected[1] });
  });

  it('is of sides that are multiples of 32, and is one of those that memory is laid out for', () => {
    for (const [width, height] of [
      [1, 1],
      [1, 500],
      [500, 1],
      [33, 20],
      [1000, 700],
    ] as const) {
      const size = networkSizeFor({ width, height });
      expect(networkSizes).toContainEqual(size);
      expect([size.width % 32, size.height % 32]).toEqual([0, 0]);
    }
  });
});

describe('the input of networks', () => {
  it.each([
    [400, 225],
    [225, 400],
    [301, 203],
  ])('shrinks a frame of %i × %i and a prior to the means of areas', (width, height) => {
    const { arena, input, rgb, map } = setUp(width, height);
    rgb.set(noise(width, height, 3));
    for (let i = 0; i < map.length; i++) map[i] = rgb[3 * i]! / 255;
    input.read(rgb.byteOffset);
    input.readPrior(map);
    const { size } = input;
    const picture = pictureOf(arena, input);
    const prior = new Float32Array(arena.memory.buffer, input.prior, (size.width * size.height) / 16);
    const expected = (at: (x: number, y: number) => number, x: number, y: number, columns: number, rows: number) => {
      const [w, h] = [width / columns, height / rows];
      return areaMean(at, x * w, y * h, (x + 1) * w, (y + 1) * h);
    };
    for (let i = 0; i < 300; i++) {
      const [x, y] = [(i * 31) % size.width, (i * 17) % size.height];
      const c = i % 3;
      const color = expected((u, v) => rgb[3 * (v * width + u) + c]!, x, y, size.width, size.height);
      expect(Math.abs(picture[3 * (y * size.width + x) + c]! - color)).toBeLessThan(0.501);
      const [column, row] = [x >> 2, y >> 2];
      const value = expected((u, v) => map[v * width + u]!, column, row, size.width / 4, size.height / 4);
      expect(prior[row * (size.width / 4) + column]).toBeCloseTo(value, 5);
    }
  });

  it.each([
    [1, 1],
    [3, 2],
    [31, 33],
    [1, 90],
    [640, 1],
  ])('keeps a flat frame of %i × %i flat, there and back', (width, height) => {
    const { arena, input, rgb, map, out } = setUp(width, height);
    rgb.set(flat(width, height, [10, 200, 255]));
    input.read(rgb.byteOffset);
    const picture = pictureOf(arena, input);
    for (let i = 0; i < picture.length; i++) expect(picture[i]).toBe([10, 200, 255][i % 3]);
    map.fill(0.3);
    input.readPrior(map);
    const { size } = input;
    const prior = new Float32Array(arena.memory.buffer, input.prior, (size.width * size.height) / 16);
    expect(prior.every((value) => Math.abs(value - 0.3) < 1e-6)).toBe(true);
    const half = new Float32Array(arena.memory.buffer, picture.byteOffset, (size.width * size.height) / 4).fill(0.7);
    input.enlarge(half, out);
    expect(out.every((value) => Math.abs(value - 0.7) < 1e-6)).toBe(true);
  });

  it('enlarges a map between pixel centers', () => {
    const { arena, input, out } = setUp(400, 225);
    const [columns, rows] = [input.size.width / 2, input.size.height / 2];
    const half = new Float32Array(arena.memory.buffer, input.picture, columns * rows);
    // Of a map that is linear, what lies between is known.
    for (let i = 0; i < half.length; i++) half[i] = (i % columns) + 2 * Math.floor(i / columns);
    input.enlarge(half, out);
    for (let i = 0; i < out.length; i += 7) {
      const [x, y] = [i % 400, Math.floor(i / 400)];
      const place = (at: number, from: number, to: number) =>
        Math.max(0, Math.min(from - 1, ((at + 0.5) * from) / to - 0.5));
      expect(out[i]).toBeCloseTo(place(x, columns, 400) + 2 * place(y, rows, 225), 3);
    }
  });
});

describe.skipIf(networkNames.length < 3)('the networks that look at frames', () => {
  it('give maps of the size of the frame, and follow it', async () => {
    const names = ['object', 'refine', 'gaze'];
    const [object, refine, gaze] = await Promise.all(names.map(loadNetwork));
    const bytes = [object!, refine!, gaze!].reduce((sum, weights) => sum + ObjectNetwork.bytes(weights), 0);
    const { arena, kernels, input, rgb, map, out } = setUp(400, 225, bytes);
    const networks = [
      new ObjectNetwork(kernels, arena, object!, input),
      new RefineNetwork(kernels, arena, refine!, input),
      new GazeNetwork(kernels, arena, gaze!, input),
    ] as const;
    const mapsOf = (width: number, height: number) => {
      input.setSize({ width, height });
      rgb.set(noise(width, height, 3));
      input.read(rgb.byteOffset);
      return networks.map((network) => {
        network.setSize();
        network.run(map);
        expect(network.map).toHaveLength((input.size.width * input.size.height) / 4);
        network.enlarge(out);
        const values = out.slice(0, width * height);
        const logits = network instanceof GazeNetwork;
        expect(values.every((value) => logits || (value >= 0 && value <= 1))).toBe(true);
        return values;
      });
    };
    const first = mapsOf(400, 225);
    mapsOf(120, 225);
    expect(mapsOf(400, 225)).toEqual(first);
    networks[2].centerStrength = 0;
    expect(mapsOf(400, 225)[2]).not.toEqual(first[2]);
  });
});
