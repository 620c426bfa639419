import { describe, expect, it } from 'vitest';
import type { FrameSize } from '#lib/core/frame.js';
import { AreaScaler, type ScaledInput } from '#lib/pixels/area-scaler.js';
import { random } from '../helpers/scenes.js';

/** The mean under every pixel of the output, in rational arithmetic. */
function averageAreas(pixels: Uint8Array, from: ScaledInput, to: FrameSize): Uint8Array {
  const out = new Uint8Array(3 * to.width * to.height);
  const shared = (a: number, b: number, inner: number, outer: number) =>
    BigInt(Math.max(0, Math.min((a + 1) * outer, (b + 1) * inner) - Math.max(a * outer, b * inner)));
  for (let i = 0; i < out.length; i++) {
    const [c, x, y] = [i % 3, Math.floor(i / 3) % to.width, Math.floor(i / 3 / to.width)];
    let sum = 0n;
    for (let row = 0; row < from.height; row++) {
      const high = shared(row, y, from.height, to.height);
      if (high === 0n) continue;
      for (let column = 0; column < from.width; column++) {
        const wide = shared(column, x, from.width, to.width);
        sum += high * wide * BigInt(pixels[from.channels * (row * from.width + column) + c]!);
      }
    }
    const area = BigInt(from.width * from.height);
    out[i] = Number((2n * sum + area) / (2n * area));
  }
  return out;
}

function scaled(pixels: Uint8Array, from: ScaledInput, to: FrameSize): Uint8Array {
  const scaler = new AreaScaler(from, to);
  scaler.input.set(pixels);
  return scaler.scale();
}

describe('AreaScaler', () => {
  it.each([
    ['to a part', 67, 41, 25, 13],
    ['by a whole number', 64, 48, 16, 12],
    ['by less than two', 31, 17, 30, 16],
    ['to itself', 13, 7, 13, 7],
    ['to one pixel', 37, 29, 1, 1],
    ['from one pixel', 1, 1, 3, 2],
    ['to more', 9, 5, 20, 13],
    ['in one direction', 40, 3, 7, 3],
    ['to a narrow picture of one wide', 300, 2, 1, 5],
  ])('averages exactly %s, of RGB and RGBA', (_, width, height, outWidth, outHeight) => {
    const next = random(width);
    for (const channels of [3, 4] as const) {
      const from = { width, height, channels };
      const to = { width: outWidth, height: outHeight };
      const pixels = Uint8Array.from({ length: channels * width * height }, () => 256 * next());
      expect(scaled(pixels, from, to)).toEqual(averageAreas(pixels, from, to));
    }
  });

  it('rounds halves up and keeps the extremes', () => {
    const from = { width: 2, height: 1, channels: 3 } as const;
    expect([...scaled(Uint8Array.of(0, 255, 10, 1, 255, 11), from, { width: 1, height: 1 })]).toEqual([1, 255, 11]);
  });

  it('does not overflow at the longest sides', () => {
    const from = { width: 32768, height: 2048, channels: 3 } as const;
    const scaler = new AreaScaler(from, { width: 1, height: 1 });
    scaler.input.fill(255);
    expect([...scaler.scale()]).toEqual([255, 255, 255]);
    const wide = new AreaScaler({ width: 3, height: 32768, channels: 4 }, { width: 2, height: 32767 });
    wide.input.fill(200);
    expect(new Set(wide.scale())).toEqual(new Set([200]));
  });

  it('overwrites its result, and leaves the input as it is', () => {
    const scaler = new AreaScaler({ width: 2, height: 2, channels: 4 }, { width: 1, height: 1 });
    scaler.input.fill(8);
    const first = scaler.scale();
    expect([...first]).toEqual([8, 8, 8]);
    expect([...scaler.input]).toEqual(new Array(16).fill(8));
    scaler.input.fill(9);
    expect(scaler.scale()).toBe(first);
    expect([...first]).toEqual([9, 9, 9]);
  });

  it.each([
    [{ width: 0, height: 1, channels: 3 }, { width: 1, height: 1 }, 'width: expected an integer in [1, 32768], got 0'],
    [
      { width: 1, height: 1, channels: 3 },
      { width: 1, height: 1.5 },
      'height: expected an integer in [1, 32768], got 1.5',
    ],
    [{ width: 1, height: 1, channels: 1 }, { width: 1, height: 1 }, 'channels: expected 3 or 4, got 1'],
  ])('refuses %o to %o', (from, to, message) => {
    expect(() => new AreaScaler(from as ScaledInput, to)).toThrow(
      expect.objectContaining({ code: 'ERR_OPTION', message }),
    );
  });
});
