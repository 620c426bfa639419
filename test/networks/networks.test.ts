import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Arena } from '#lib/kernels/arena.js';
import { instantiateKernels } from '#lib/kernels/kernels.js';
import { Network } from '#lib/networks/network.js';
import { loadNetwork, type NetworkWeights, networkNames } from '#lib/networks/weights.js';
import { noise } from '../helpers/scenes.js';
import { evaluate, type Planes, planes } from './reference.js';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const picturePlanes = (rgb: Uint8Array, width: number, height: number) =>
  planes(width, height, 3, (c, y, x) => rgb[3 * (y * width + x) + c]! / 127.5 - 1);

const placesOf = (picture: Uint8Array, prior: Float32Array) => ({
  picture: picture.byteOffset,
  prior: prior.byteOffset,
});

/** A network of its own arena, with room for a picture and a prior. */
function setUp(weights: NetworkWeights, width: number, height: number) {
  const sizes = [{ width, height }];
  const arena = new Arena(Network.bytes(weights, sizes) + 4 * width * height + 256);
  const kernels = instantiateKernels(arena.memory);
  const picture = arena.uint8(3 * width * height + 16);
  const prior = arena.float32((width * height) / 16);
  const network = new Network(kernels, arena, weights, sizes, placesOf(picture, prior));
  return { network, picture, prior, kernels };
}

const largestError = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
};

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '..', 'fixtures', 'networks', name));
const floats = (name: string) => new Float32Array(new Uint8Array(fixture(name)).buffer);
const spreads = networkNames.map((name) => [name, name === 'gaze' ? 'softmax' : 'sigmoid'] as const);

describe.each(spreads)('the network %s', async (name, spread) => {
  const weights = await loadNetwork(name);

  it.each([0, 1])('gives what the trained one gave for picture %i, to a thousandth', (index) => {
    const { network, picture, prior, kernels } = setUp(weights, 224, 128);
    picture.set(fixture(`scene-${index}.224x128.rgb`));
    if (name === 'refine') prior.set(floats(`refine-${index}.prior.56x32.f32`));
    network.run();
    expect(largestError(network.logits, floats(`${name}-${index}.logits.112x64.f32`))).toBeLessThan(5e-3);
    kernels[spread](network.logits.byteOffset, network.logits.length, network.logits.byteOffset);
    expect(largestError(network.logits, floats(`${name}-${index}.map.112x64.f32`))).toBeLessThan(1e-3);
  });

  it.each([
    [32, 32],
    [96, 64],
    [64, 160],
  ])('gives what its layers are defined as, at %i × %i', (width, height) => {
    const { network, picture, prior } = setUp(weights, width, height);
    picture.set(noise(width, height, 5));
    for (let i = 0; i < prior.length; i++) prior[i] = ((i * 37) % 101) / 100;
    network.centerStrength = 0.5;
    network.run();
    const priorPlane: Planes = { width: width / 4, height: height / 4, channels: 1, data: Float64Array.from(prior) };
    const expected = evaluate(weights, picturePlanes(picture, width, height), priorPlane, 0.5);
    expect(network.logits).toHaveLength((width * height) / 4);
    expect(largestError(network.logits.map(sigmoid), expected.data.map(sigmoid))).toBeLessThan(1e-3);
  });

  it('gives the same for the same picture, whatever came between and of which size', () => {
    const sizes = [
      { width: 96, height: 64 },
      { width: 160, height: 32 },
    ];
    const arena = new Arena(Network.bytes(weights, sizes) + 3 * 96 * 64 + 256);
    const picture = arena.uint8(3 * 96 * 64 + 16);
    const prior = arena.float32(24 * 16);
    const kernels = instantiateKernels(arena.memory);
    const network = new Network(kernels, arena, weights, sizes, placesOf(picture, prior));
    const results = [3, 4, 3].map((seed) => {
      picture.set(noise(96, 64, seed));
      network.run();
      return Float32Array.from(network.logits);
    });
    network.setSize(sizes[1]!);
    network.run();
    expect(network.logits).toHaveLength(80 * 16);
    network.setSize(sizes[0]!);
    network.run();
    expect(results[1]).not.toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
    expect(Float32Array.from(network.logits)).toEqual(results[0]);
  });

  it('allocates nothing for a picture', () => {
    const { network } = setUp(weights, 64, 64);
    for (let i = 0; i < 200; i++) network.run();
    const before = process.memoryUsage();
    for (let i = 0; i < 500; i++) network.run();
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThanOrEqual(0);
    expect((after.heapUsed - before.heapUsed) / 500).toBeLessThan(1024);
  });
});

it('says in plain words which network a build has no weights of', async () => {
  await expect(loadNetwork('nothing')).rejects.toThrow(/this build has no weights of a network "nothing": it has /);
});
