import { describe, expect, it } from 'vitest';
import { packContext, packDepthwise, packProduct, padded } from '#lib/networks/packing.js';
import { random } from '../helpers/scenes.js';
import { emptyPlanes, GuardedMemory, noisePlanes, randomLayer } from './guarded-memory.js';
import { at, convolve, enlarge, map, type Planes, planes } from './reference.js';

/** Products of numbers of 16 bits, scaled to the largest of four pixels, come this close, as a share of the largest result. */
const ROUNDED = 1e-4;

function expectClose(actual: Planes, expected: Planes, tolerance: number): void {
  expect([actual.width, actual.height, actual.channels]).toEqual([expected.width, expected.height, expected.channels]);
  const largest = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const errors = expected.data.map((value, i) => Math.abs(actual.data[i]! - value));
  expect(Math.max(...errors)).toBeLessThan(tolerance * largest);
}

const relu = (src: Planes) => map(src, (value) => Math.max(0, value));
const added = (a: Planes, b: Planes) => map(a, (value, i) => value + b.data[i]!);

describe('the kernels of networks', () => {
  it.each([
    [1, 1, 8, 8],
    [5, 3, 8, 12],
    [7, 4, 24, 36],
    [12, 2, 36, 64],
  ])('multiply the channels of %i × %i pixels by a matrix: %i to %i', (width, height, inputs, outputs) => {
    for (const isRelu of [false, true]) {
      const memory = new GuardedMemory();
      const { layer, weights, w, b, shape } = randomLayer([outputs, inputs, 1, 1], width, { relu: isRelu });
      const source = noisePlanes(width, height, inputs, 2);
      const src = memory.picture(source);
      const product = memory.product(packProduct(weights, layer, src.channels));
      const out = memory.picture(emptyPlanes(width, height, outputs), 0, 3);
      const scratch = memory.scratch(8 * src.channels);
      memory.kernels.project(src.address, src.rowBytes, width, height, src.channels, product, scratch, out.address);
      const expected = convolve(source, w, shape, b);
      expectClose(out.read(), isRelu ? relu(expected) : expected, ROUNDED);
      expectClose(src.read(), source, 1e-9);
      expect(memory.broken).toBe(0);
    }
  });

  it.each([
    [3, 1, 1, 8, 12, 1],
    [3, 7, 5, 24, 36, 4],
    [5, 5, 6, 16, 24, 4],
    [5, 14, 3, 12, 20, 2],
    [5, 8, 4, 16, 8, 1],
    [3, 7, 3, 8, 8, 3],
  ])('evaluate a residual block of %i × its side, %i × %i pixels, %i channels, %i wide', (...given) => {
    const [size, width, height, channels, wide, rows] = given;
    const memory = new GuardedMemory();
    const depthwise = randomLayer([channels, 1, size, size], 3, { groups: channels });
    const widen = randomLayer([wide, channels, 1, 1], 4, { relu: true });
    const narrow = randomLayer([channels, wide, 1, 1], 5);
    const source = noisePlanes(width, height, channels, 6);
    const src = memory.picture(source);
    const out = memory.picture(emptyPlanes(width, height, channels));
    const pixel = 4 * src.channels;
    const scratch = memory.scratch((2 * (width * rows + 4) + 2) * pixel + 24 * padded(wide));
    memory.kernels.residualBlock(
      ...([src.address, src.rowBytes, width, height, src.channels, size] as const),
      memory.floats(packDepthwise(depthwise.weights, depthwise.layer)).byteOffset,
      memory.product(packProduct(widen.weights, widen.layer, src.channels)),
      memory.product(packProduct(narrow.weights, narrow.layer, padded(wide))),
      ...([rows, scratch, out.address] as const),
    );
    const first = convolve(source, depthwise.w, depthwise.shape, depthwise.b, 1, channels);
    const second = relu(convolve(first, widen.w, widen.shape, widen.b));
    expectClose(out.read(), added(convolve(second, narrow.w, narrow.shape, narrow.b), source), ROUNDED);
    expect(memory.broken).toBe(0);
  });

  it.each([
    [1, 1, 8, 16, 1],
    [7, 5, 24, 40, 4],
    [8, 3, 16, 8, 1],
    [7, 3, 8, 8, 3],
  ])('halve a picture to %i × %i pixels, %i channels to %i', (width, height, channels, outputs, rows) => {
    const memory = new GuardedMemory();
    const depthwise = randomLayer([channels, 1, 3, 3], 3, { groups: channels, stride: 2 });
    const pointwise = randomLayer([outputs, channels, 1, 1], 4, { relu: true });
    const source = noisePlanes(2 * width, 2 * height, channels, 6);
    const src = memory.picture(source);
    const out = memory.picture(emptyPlanes(width, height, outputs));
    const scratch = memory.scratch((width * rows + 8) * 4 * (src.channels + out.channels));
    memory.kernels.halvingBlock(
      ...([src.address, src.rowBytes, width, height, src.channels] as const),
      memory.floats(packDepthwise(depthwise.weights, depthwise.layer)).byteOffset,
      memory.product(packProduct(pointwise.weights, pointwise.layer, src.channels)),
      ...([rows, scratch, out.address, out.rowBytes] as const),
    );
    const first = convolve(source, depthwise.w, depthwise.shape, depthwise.b, 2, channels);
    expectClose(out.read(), relu(convolve(first, pointwise.w, pointwise.shape, pointwise.b)), ROUNDED);
    expect(memory.broken).toBe(0);
  });

  it.each([
    [1, 8, 6, 8, 4],
    [1, 7, 3, 24, 16],
    [2, 10, 4, 16, 24],
    [2, 8, 8, 8, 8],
  ])('convolve all channels, %i apart, of %i × %i pixels, %i to %i', (stride, width, height, channels, outputs) => {
    const memory = new GuardedMemory();
    const { layer, weights, w, b, shape } = randomLayer([outputs, channels, 3, 3], 8, { stride, relu: stride === 2 });
    const source = noisePlanes(width, height, channels, 9);
    const src = memory.picture(source);
    const integers = memory.integers(emptyPlanes(width, height, channels));
    const unit = memory.floats(1);
    const size = [width / stride, height / stride] as const;
    const out = memory.picture(emptyPlanes(...size, outputs));
    const scratch = memory.scratch(16 * out.channels + 72 * src.channels);
    memory.kernels.quantize(
      ...([src.address, src.rowBytes, width, height, src.channels] as const),
      ...([integers.address, integers.rowBytes, unit.byteOffset] as const),
    );
    expectClose(
      map(integers.read(), (value) => value * unit[0]!),
      source,
      1e-4,
    );
    memory.kernels.dense3(
      ...([integers.address, integers.rowBytes, src.channels, stride, ...size] as const),
      memory.product(packProduct(weights, layer, src.channels)),
      ...([unit.byteOffset, scratch, out.address, out.rowBytes] as const),
    );
    const expected = convolve(source, w, shape, b, stride);
    expectClose(out.read(), stride === 2 ? relu(expected) : expected, ROUNDED);
    expect(memory.broken).toBe(0);
  });

  it.each([
    [16, 16],
    [48, 32],
  ])('evaluate the first layer of a picture, %i × %i results', (width, height) => {
    const memory = new GuardedMemory();
    const { layer, weights, w, b, shape } = randomLayer([12, 3, 3, 3], 8, { stride: 2, relu: true });
    const next = random(11);
    const rgb = memory.bytes(3 * 4 * width * height);
    for (let i = 0; i < rgb.length; i++) rgb[i] = 256 * next();
    const out = memory.integers(emptyPlanes(width, height, 12));
    const unit = memory.floats(1);
    const scratch = memory.scratch(3 * (12 * width + 32) + 512 + 16 * out.channels);
    memory.kernels.stem(
      ...([rgb.byteOffset, width, height, memory.product(packProduct(weights, layer, 3)), scratch] as const),
      ...([out.address, out.rowBytes, unit.byteOffset] as const),
    );
    const source = planes(2 * width, 2 * height, 3, (c, y, x) => rgb[3 * (2 * width * y + x) + c]! / 127.5 - 1);
    const expected = relu(convolve(source, w, shape, b, 2));
    expectClose(
      map(out.read(), (value) => value * unit[0]!),
      expected,
      ROUNDED,
    );
    expect(memory.broken).toBe(0);
  });

  it.each([
    [2, 2, 8, 8],
    [14, 6, 24, 12],
    [6, 4, 16, 24],
  ])('merge a coarse picture into one of %i × %i pixels, %i channels and %i', (width, height, inputs, outputs) => {
    const memory = new GuardedMemory();
    const { layer, weights, w, shape } = randomLayer([outputs, inputs, 1, 1], 4, { b: undefined });
    const [coarse, fine] = [noisePlanes(width / 2, height / 2, outputs, 1), noisePlanes(width, height, inputs, 2)];
    const low = memory.picture(coarse, 0, 3);
    const src = memory.picture(fine);
    const out = memory.picture(emptyPlanes(width, height, outputs));
    const scratch = memory.scratch(8 * src.channels + (6 * width + 32) * out.channels);
    memory.kernels.merge(
      ...([low.address, src.address, src.rowBytes, width, height, src.channels] as const),
      memory.product(packProduct(weights, layer, src.channels)),
      ...([scratch, out.address, out.rowBytes] as const),
    );
    expectClose(out.read(), relu(added(enlarge(coarse), convolve(fine, w, shape, []))), ROUNDED);
    expect(memory.broken).toBe(0);
  });

  it('add the context of the whole picture', () => {
    const memory = new GuardedMemory();
    const [width, height, channels] = [5, 3, 16];
    const { layer, weights, w, b } = randomLayer([channels, channels], 4, { op: 'context' });
    const source = noisePlanes(width, height, channels, 3);
    const [src, out] = [memory.picture(source), memory.picture(emptyPlanes(width, height, channels))];
    const matrix = memory.floats(packContext(weights, layer)).byteOffset;
    memory.kernels.addContext(
      ...([src.address, src.rowBytes, width, height, channels, matrix, matrix + 4 * channels ** 2] as const),
      ...([memory.scratch(8 * channels), out.address] as const),
    );
    const mean = planes(1, 1, channels, (c) => {
      let sum = 0;
      for (let i = 0; i < width * height; i++) sum += source.data[c * width * height + i]!;
      return sum / (width * height);
    });
    const context = convolve(mean, w, [channels, channels, 1, 1], b);
    const expected = planes(width, height, channels, (c, y, x) => at(source, c, y, x) + context.data[c]!);
    expectClose(out.read(), expected, 1e-5);
    expect(memory.broken).toBe(0);
  });

  it('pool a prior map and add it to a picture', () => {
    const memory = new GuardedMemory();
    const [width, height, channels] = [6, 4, 8];
    const prior = noisePlanes(2 * width, 2 * height, 1, 1);
    const [whole, half] = [memory.floats(prior.data), memory.floats(width * height)];
    memory.kernels.poolMap(whole.byteOffset, width, height, half.byteOffset);
    const pooled = planes(width, height, 1, (_, y, x) => {
      const two = (row: number) => at(prior, 0, row, 2 * x) + at(prior, 0, row, 2 * x + 1);
      return (two(2 * y) + two(2 * y + 1)) / 4;
    });
    expectClose({ ...pooled, data: Float64Array.from(half) }, pooled, 1e-6);

    const source = noisePlanes(width, height, channels, 2);
    const [src, out] = [memory.picture(source), memory.picture(emptyPlanes(width, height, channels))];
    const shares = memory.floats(Array.from({ length: channels }, (_, c) => c - 3));
    memory.kernels.addPrior(
      ...([src.address, src.rowBytes, width, height, channels] as const),
      ...([half.byteOffset, shares.byteOffset, out.address] as const),
    );
    const expected = planes(width, height, channels, (c, y, x) => at(source, c, y, x) + (c - 3) * at(pooled, 0, y, x));
    expectClose(out.read(), expected, 1e-5);
    expect(memory.broken).toBe(0);
  });

  it('put four channels side by side', () => {
    const memory = new GuardedMemory();
    const four = noisePlanes(3, 2, 4, 1);
    const out = memory.floats(24);
    memory.kernels.unfold(memory.picture(four, 0, 0).address, 3, 2, 8, out.byteOffset);
    const expected = planes(6, 4, 1, (_, y, x) => at(four, 2 * (y & 1) + (x & 1), y >> 1, x >> 1));
    expect([...out]).toEqual([...expected.data]);
    expect(memory.broken).toBe(0);
  });

  it('raise e to a power, as sigmoid and softmax', () => {
    const memory = new GuardedMemory();
    const logits = Float32Array.from({ length: 404 }, (_, i) => (i - 200) / 2.1);
    logits[0] = -1e9;
    logits[403] = 1e9;
    const [src, out] = [memory.floats(logits), memory.floats(404)];
    memory.kernels.sigmoid(src.byteOffset, 404, out.byteOffset);
    for (const [i, x] of logits.entries()) expect(out[i]).toBeCloseTo(1 / (1 + Math.exp(-x)), 6);
    src[403] = 3;
    memory.kernels.softmax(src.byteOffset, 404, out.byteOffset);
    const most = Math.max(...src);
    for (const [i, x] of src.entries()) expect(out[i]).toBeCloseTo(Math.exp(x - most), 6);
    expect(Math.max(...out)).toBe(1);
    expect(memory.broken).toBe(0);
  });

  it.each([1, 3, 5, 403])('take a softmax of %i values, and of nothing behind them', (count) => {
    const memory = new GuardedMemory();
    const [src, out] = [memory.floats(Float32Array.from({ length: count }, (_, i) => -5 - i)), memory.floats(count)];
    memory.kernels.softmax(src.byteOffset, count, out.byteOffset);
    expect(out[0]).toBe(1);
    for (const [i, value] of out.entries()) expect(value).toBeCloseTo(Math.exp(-i), 6);
    expect(memory.broken).toBe(0);
  });

  it.each([
    [9, 7, 2],
    [4, 3, 5],
    [13, 1, 1],
  ])('blur a map of %i × %i over boxes of radius %i', (width, height, radius) => {
    const memory = new GuardedMemory();
    const values = Float32Array.from({ length: width * height }, (_, i) => (i * 37) % 101);
    const [map, scratch] = [memory.floats(values), memory.floats(width * (height + 1))];
    memory.kernels.boxBlur(map.byteOffset, width, height, radius, scratch.byteOffset);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const window: number[] = [];
        for (let v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius); v++) {
          for (let u = Math.max(0, x - radius); u <= Math.min(width - 1, x + radius); u++)
            window.push(values[v * width + u]!);
        }
        expect(map[y * width + x]).toBeCloseTo(window.reduce((a, b) => a + b) / window.length, 3);
      }
    }
    expect(memory.broken).toBe(0);
  });

  it('add a center bias in its share', () => {
    const memory = new GuardedMemory();
    const logits = memory.floats(20);
    memory.kernels.addCenter(logits.byteOffset, 5, 4, memory.floats([-1, -2, 0.5, 0.25, 3, 0.5, 0, 0]).byteOffset);
    const bias = (x: number, y: number) => -x * x - 2 * y * y + 0.5 * x + 0.25 * y + 3 * x * y;
    expect(logits[0]).toBeCloseTo(0.5 * bias(-1, -1), 6);
    expect(logits[5 + 3]).toBeCloseTo(0.5 * bias(0.5, -1 / 3), 6);
    expect(logits[19]).toBeCloseTo(0.5 * bias(1, 1), 6);
    expect(memory.broken).toBe(0);
  });
});
