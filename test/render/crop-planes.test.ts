import { describe, expect, it } from 'vitest';
import { cropPicture } from '#lib/render/crop-picture.js';
import { CropPlanes } from '#lib/render/crop-planes.js';

describe('crop planes', () => {
  const size = { width: 16, height: 8 };
  const alphaOf = (planes: Uint8Array) => planes.subarray(planes.length - 16 * 8);

  it('dim what is cut off, line what stays, and show the rest untouched', () => {
    const planes = new CropPlanes(size).paint({ x: 0.25, y: 0, width: 0.5, height: 1 });
    expect(planes).toHaveLength(2 * 128 + 2 * 32);
    const row = Array.from(alphaOf(planes).subarray(4 * 16, 5 * 16));
    expect(row).toEqual([150, 150, 150, 150, 255, 127, 0, 0, 0, 0, 127, 255, 150, 150, 150, 150]);
    expect([planes[4 * 16], planes[4 * 16 + 4]]).toEqual([16, 235]);
    expect(new Set(planes.subarray(128, 192))).toEqual(new Set([128]));
  });

  it('follow a crop between two pixels', () => {
    const drawing = new CropPlanes(size);
    const at = (x: number) => alphaOf(drawing.paint({ x, y: 0, width: 0.5, height: 1 }))[4 * 16 + 3]!;
    expect([at(0.25), at(0.25 - 0.5 / 16), at(0.25 - 1 / 16)]).toEqual([150, 127, 255]);
  });
});

describe('cropPicture', () => {
  it('takes whole pixels from inside the picture', () => {
    const data = Uint8Array.from({ length: 3 * 4 * 2 }, (_, i) => Math.floor(i / 3));
    const {
      width,
      height,
      data: cut,
    } = cropPicture({ width: 4, height: 2, data }, { x: 0.6, y: 0, width: 0.5, height: 1 });
    expect([width, height]).toEqual([2, 2]);
    expect(Array.from(cut)).toEqual([2, 2, 2, 3, 3, 3, 6, 6, 6, 7, 7, 7]);
  });
});
