import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '#lib/core/errors.js';
import { readImage } from '#lib/images/read-image.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'saliency-read-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A picture of one color, as sharp's input. */
const plain = (width: number, height: number, background: string | object) =>
  sharp({ create: { width, height, channels: 3, background } });

const firstPixel = (picture: { data: Uint8Array }) => Array.from(picture.data.subarray(0, 3));

function expectNear(got: number[], expected: number[], tolerance: number) {
  got.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(tolerance);
  });
}

describe('readImage', () => {
  it('gives back the pixels of a lossless picture', async () => {
    const data = Uint8Array.from({ length: 3 * 3 * 2 }, (_, i) => 13 * i);
    const png = await sharp(data, { raw: { width: 3, height: 2, channels: 3 } })
      .png()
      .toBuffer();
    const picture = await readImage(png);
    expect([picture.width, picture.height, picture.original]).toEqual([3, 2, { width: 3, height: 2 }]);
    expect(Array.from(picture.data)).toEqual(Array.from(data));
  });

  it('scales the long side down and tells the original size', async () => {
    const png = await plain(640, 360, 'red').png().toBuffer();
    const picture = await readImage(png, { longSide: 400 });
    expect([picture.width, picture.height, picture.data.length]).toEqual([400, 225, 400 * 225 * 3]);
    expect(picture.original).toEqual({ width: 640, height: 360 });
  });

  it('never enlarges', async () => {
    const picture = await readImage(await plain(30, 20, 'red').png().toBuffer(), { longSide: 400 });
    expect([picture.width, picture.height]).toEqual([30, 20]);
  });

  it('keeps a line of pixels of an extremely long picture', async () => {
    const picture = await readImage(await plain(3000, 1, 'red').png().toBuffer(), { longSide: 400 });
    expect([picture.width, picture.height]).toEqual([400, 1]);
  });

  it('turns a picture upright by its EXIF orientation', async () => {
    // Red left of blue; orientation 6 says: turn by 90° clockwise, and red comes to the top.
    const data = Uint8Array.from({ length: 16 * 8 * 3 }, (_, i) => {
      const left = Math.floor(i / 3) % 16 < 8;
      return i % 3 === (left ? 0 : 2) ? 255 : 0;
    });
    const jpeg = await sharp(data, { raw: { width: 16, height: 8, channels: 3 } })
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer();
    const picture = await readImage(jpeg);
    expect([picture.width, picture.height, picture.original]).toEqual([8, 16, { width: 8, height: 16 }]);
    expectNear(firstPixel(picture), [255, 0, 0], 6);
    expectNear(Array.from(picture.data.subarray(-3)), [0, 0, 255], 6);
  });

  it('lays a transparent picture on white', async () => {
    const png = await sharp({
      create: { width: 4, height: 4, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0.5 } },
    })
      .png()
      .toBuffer();
    expectNear(firstPixel(await readImage(png)), [127, 127, 127], 1);
  });

  it('reads gray as three equal channels', async () => {
    const png = await plain(4, 4, { r: 90, g: 90, b: 90 }).toColourspace('b-w').png().toBuffer();
    expect((await sharp(png).metadata()).channels).toBe(1);
    const picture = await readImage(png);
    expect(picture.data).toHaveLength(48);
    expect(firstPixel(picture)).toEqual([90, 90, 90]);
  });

  it('reads 16-bit RGB and gray', async () => {
    const levels = Uint16Array.from({ length: 12 }, () => 0x8080);
    const rgb = await sharp(levels, { raw: { width: 2, height: 2, channels: 3 } })
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    expect((await sharp(rgb).metadata()).depth).toBe('ushort');
    expect(firstPixel(await readImage(rgb))).toEqual([128, 128, 128]);
    const gray = await sharp(levels.subarray(0, 4), { raw: { width: 2, height: 2, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    expect(firstPixel(await readImage(gray))).toEqual([128, 128, 128]);
  });

  it('reads a CMYK JPEG', async () => {
    const jpeg = await plain(16, 16, { r: 200, g: 40, b: 40 }).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer();
    expect((await sharp(jpeg).metadata()).space).toBe('cmyk');
    const picture = await readImage(jpeg);
    expect(picture.data).toHaveLength(768);
    expectNear(firstPixel(picture), [200, 40, 40], 30);
  });

  it('reads a palette PNG and a GIF', async () => {
    const png = await plain(8, 8, { r: 10, g: 200, b: 30 }).png({ palette: true }).toBuffer();
    expect((await sharp(png).metadata()).isPalette).toBe(true);
    expectNear(firstPixel(await readImage(png)), [10, 200, 30], 2);
    expectNear(firstPixel(await readImage(await sharp(png).gif().toBuffer())), [10, 200, 30], 8);
  });

  it.each(['jpeg', 'webp', 'avif', 'tiff'] as const)('reads %s', async (format) => {
    const file = await plain(32, 32, { r: 10, g: 200, b: 30 }).toFormat(format).toBuffer();
    expectNear(firstPixel(await readImage(file)), [10, 200, 30], 8);
  });

  it('reads a file whose name looks like decoder settings', async () => {
    const path = join(folder, 'picture[page=7]');
    writeFileSync(path, await plain(4, 4, 'red').png().toBuffer());
    expect(firstPixel(await readImage(path))).toEqual([255, 0, 0]);
  });

  it('refuses what is no picture, and says why', async () => {
    const broken: [string, Uint8Array | string, RegExp][] = [
      ['empty.png', '', /empty\.png: is empty/],
      ['text.png', 'not a picture at all', /text\.png: not a picture/],
      ['drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', /svg is not read/],
    ];
    for (const [name, content, message] of broken) {
      const path = join(folder, name);
      writeFileSync(path, content);
      const reading = readImage(path);
      await expect(reading).rejects.toThrow(InputError);
      await expect(reading).rejects.toThrow(message);
    }
  });

  it('refuses a truncated picture', async () => {
    const noise = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 251);
    const jpeg = await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })
      .jpeg()
      .toBuffer();
    const reading = readImage(jpeg.subarray(0, jpeg.length / 2));
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(/could not be decoded/);
  });

  it('refuses a missing file and a folder', async () => {
    await expect(readImage(join(folder, 'none.png'))).rejects.toThrow(/none\.png: no such file/);
    await expect(readImage(folder)).rejects.toThrow(/is a folder/);
  });

  it('refuses a picture above the limit before decoding it', async () => {
    const png = await plain(100, 50, 'red').png().toBuffer();
    await expect(readImage(png, { maxPixels: 4999 })).rejects.toThrow(/100×50 is above the limit of 4999 pixels/);
    expect((await readImage(png, { maxPixels: 5000 })).width).toBe(100);
  });
});
