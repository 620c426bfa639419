import { describe, expect, it } from 'vitest';
import { YuvScaler } from '#lib/pixels/yuv-scaler.js';

const to = { width: 8, height: 6 };

/** Scales a picture whose planes are each of one value. */
function scaled(values: readonly [number, number, number], fullRange: boolean, bits: 8 | 10 = 8): number[] {
  const picture = { width: 30, height: 22, halvings: [1, 1], bits } as const;
  const scaler = new YuvScaler(picture, to, { matrix: 'bt709', fullRange });
  scaler.places.forEach(({ offset, stride, height }, i) => {
    const bytes = scaler.input.subarray(offset, offset + stride * height);
    if (bits === 8) bytes.fill(values[i]!);
    else new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2).fill(values[i]!);
  });
  return [...scaler.scale().subarray(0, 3)];
}

describe('YuvScaler', () => {
  it('takes black, white and the primaries of BT.709 to RGB', () => {
    expect(scaled([16, 128, 128], false)).toEqual([0, 0, 0]);
    expect(scaled([235, 128, 128], false)).toEqual([255, 255, 255]);
    expect(scaled([63, 102, 240], false)).toEqual([255, 1, 0]);
    expect(scaled([255, 128, 128], true)).toEqual([255, 255, 255]);
    expect(scaled([940, 512, 512], false, 10)).toEqual([255, 255, 255]);
  });

  it('keeps what rises evenly even, away from the edges', () => {
    const picture = { width: 64, height: 4, halvings: [1, 1], bits: 8 } as const;
    const scaler = new YuvScaler(picture, { width: 16, height: 4 }, { matrix: 'bt601', fullRange: true });
    const [luma, ...chroma] = scaler.places;
    for (let i = 0; i < 256; i++) scaler.input[luma!.offset + i] = 3 * (i % 64);
    for (const { offset, stride, height } of chroma) scaler.input.fill(128, offset, offset + stride * height);
    const rgb = scaler.scale();
    for (let x = 3; x < 13; x++) expect(rgb[3 * x]).toBeCloseTo(3 * (4 * x + 1.5), -0.5);
  });
});
