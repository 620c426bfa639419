import { describe, expect, it } from 'vitest';
import { pictureRow } from '#lib/render/picture-row.js';
import { stagePanel } from '#lib/render/stage-panel.js';

const pixel = (picture: { width: number; data: Uint8Array }, x: number, y: number) =>
  Array.from(picture.data.subarray(3 * (y * picture.width + x), 3 * (y * picture.width + x) + 3));

describe('pictureRow', () => {
  it('puts pictures from left to right with white between them', () => {
    const size = { width: 1, height: 2 };
    const row = pictureRow([Uint8Array.of(1, 2, 3, 4, 5, 6), Uint8Array.of(7, 8, 9, 10, 11, 12)], size, 1);
    expect([row.width, row.height]).toEqual([3, 2]);
    expect(Array.from(row.data)).toEqual([1, 2, 3, 255, 255, 255, 7, 8, 9, 4, 5, 6, 255, 255, 255, 10, 11, 12]);
  });
});

describe('stagePanel', () => {
  // Two superpixels of 2 × 2 pixels, side by side.
  const panel = stagePanel({
    width: 4,
    height: 2,
    // A Buffer, whose slice is a view and not a copy.
    rgb: Buffer.alloc(24, 50),
    labels: Int32Array.of(0, 0, 1, 1, 0, 0, 1, 1),
    stage1: Float64Array.of(0, 0.5),
    stage2: Float64Array.of(0.2, 1),
  });
  const left = (index: number) => index * (4 + 4);

  it('is a row of four pictures with thin gaps', () => {
    expect([panel.width, panel.height]).toEqual([4 * 4 + 3 * 4, 2]);
    expect(pixel(panel, 4, 0)).toEqual([255, 255, 255]);
  });

  it('starts with the picture itself', () => {
    for (let x = 0; x < 4; x++) expect(pixel(panel, x, 1)).toEqual([50, 50, 50]);
  });

  it('outlines the superpixels and nothing else', () => {
    expect(pixel(panel, left(1), 0)).toEqual([50, 50, 50]);
    expect(pixel(panel, left(1) + 1, 0)).toEqual([255, 225, 0]);
    expect(pixel(panel, left(1) + 2, 0)).toEqual([50, 50, 50]);
    expect(pixel(panel, left(1) + 3, 1)).toEqual([50, 50, 50]);
  });

  it('paints the scores of both stages in gray', () => {
    expect(pixel(panel, left(2), 0)).toEqual([0, 0, 0]);
    expect(pixel(panel, left(2) + 2, 1)).toEqual([128, 128, 128]);
    expect(pixel(panel, left(3), 0)).toEqual([51, 51, 51]);
    expect(pixel(panel, left(3) + 3, 1)).toEqual([255, 255, 255]);
  });
});
