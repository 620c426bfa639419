import { expect, test } from 'vitest';
import { Arena } from '#lib/kernels/arena.js';
import { instantiateKernels } from '#lib/kernels/kernels.js';
import { toLab } from '#lib/superpixels/color.js';
import { LabTables } from '#lib/superpixels/lab-tables.js';

test('every pixel comes out as its CIELAB color, to a third of a unit, and its channels apart', () => {
  const width = 67;
  const height = 700;
  const stride = 72;
  const unit = 16;
  const arena = new Arena(4 << 20);
  const kernels = instantiateKernels(arena.memory);
  const tables = new LabTables(kernels, arena.memory);
  tables.setUnit(unit);
  const rgb = arena.uint8(3 * width * height + 16);
  const planes = arena.uint8(3 * stride * height);
  const columns = arena.int32(stride);
  const la = arena.int16(2 * stride * height);
  const bx = arena.int16(2 * stride * height);
  // A walk through the cube whose steps share no factor with 256: 36 of every 256 values a channel, each with others.
  for (let i = 0; i < 3 * width * height; i++) rgb[i] = Math.imul(i, 2654435761) >>> 24;
  rgb.fill(0, 0, 3);
  rgb.fill(255, 3, 6);
  for (let x = 0; x < stride; x++) columns[x] = (7 * x) << 16;

  kernels.rgbToLab(
    rgb.byteOffset,
    3 * width,
    width,
    height,
    columns.byteOffset,
    la.byteOffset,
    bx.byteOffset,
    planes.byteOffset,
    stride * height,
    stride,
  );

  const expected = new Float64Array(3);
  const worst = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = 3 * (y * width + x);
      const q = 2 * (y * stride + x);
      for (let i = 0; i < 3; i++) expected[i] = rgb[p + i]! / 255;
      toLab(expected, 0);
      worst[0] = Math.max(worst[0]!, Math.abs(la[q]! / unit - expected[0]!));
      worst[1] = Math.max(worst[1]!, Math.abs(la[q + 1]! / unit - expected[1]!));
      worst[2] = Math.max(worst[2]!, Math.abs(bx[q]! / unit - expected[2]!));
      for (let channel = 0; channel < 3; channel++) {
        const value = planes[channel * stride * height + y * stride + x];
        if (value !== rgb[p + channel]) expect.fail(`channel ${channel} of (${x}, ${y}) is ${value}`);
      }
      if (bx[q + 1] !== 7 * x) expect.fail(`column ${x} carries ${bx[q + 1]}`);
    }
  }
  expect(worst[0]).toBeLessThan(0.1);
  expect(worst[1]).toBeLessThan(0.35);
  expect(worst[2]).toBeLessThan(0.2);
});
