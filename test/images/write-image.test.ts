import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OptionError, SaliencyError } from '#lib/core/errors.js';
import { scaleMap } from '#lib/images/scale-map.js';
import { writeMap, writeRgb } from '#lib/images/write-image.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saliency-write-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const ramp = { width: 16, height: 16, data: Float32Array.from({ length: 256 }, (_, i) => i / 255) };
const red = { width: 20, height: 10, data: Uint8Array.from({ length: 600 }, (_, i) => (i % 3 === 0 ? 220 : 30)) };

describe('writeMap', () => {
  it('writes an 8-bit gray PNG with the nearest level of each value', async () => {
    const path = join(folder, 'map.png');
    await writeMap(ramp, path);
    const { channels, depth } = await sharp(path).metadata();
    expect([channels, depth]).toEqual([1, 'uchar']);
    const levels = await sharp(path).toColourspace('b-w').raw().toBuffer();
    expect(Array.from(levels)).toEqual(Array.from({ length: 256 }, (_, i) => i));
  });

  it.each(['png', 'tiff'])('writes a 16-bit gray %s', async (extension) => {
    const path = join(folder, `map.${extension}`);
    await writeMap({ width: 3, height: 1, data: Float32Array.of(0, 1000.4 / 65535, 1) }, path, { bits: 16 });
    const { channels, depth } = await sharp(path).metadata();
    expect([channels, depth]).toEqual([1, 'ushort']);
    const { buffer } = await sharp(path).toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer();
    expect(Array.from(new Uint16Array(buffer.slice(0, 6)))).toEqual([0, 1000, 65535]);
  });

  it('scales up smoothly to the size asked for', async () => {
    const path = join(folder, 'map.png');
    await writeMap({ width: 2, height: 1, data: Float32Array.of(0, 1) }, path, { size: { width: 64, height: 32 } });
    const { data, info } = await sharp(path).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([64, 32]);
    for (let x = 1; x < 64; x++) {
      expect(data[x]! - data[x - 1]!).toBeGreaterThanOrEqual(0);
      expect(data[x]! - data[x - 1]!).toBeLessThan(20);
    }
    expect([data[0], data[63]]).toEqual([0, 255]);
  });

  it('refuses 16 bits in a format of 8, and an unknown extension', async () => {
    await expect(writeMap(ramp, join(folder, 'map.jpg'), { bits: 16 })).rejects.toThrow(OptionError);
    await expect(writeMap(ramp, join(folder, 'map.bmp'))).rejects.toThrow(/expected a name that ends in one of \.png/);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('writeRgb', () => {
  it.each([
    ['png', 'png'],
    ['jpg', 'jpeg'],
    ['JPEG', 'jpeg'],
    ['webp', 'webp'],
    ['avif', 'heif'],
    ['tif', 'tiff'],
  ])('chooses the format by the extension %s', async (extension, format) => {
    const path = join(folder, `out.${extension}`);
    await writeRgb(red, path);
    const metadata = await sharp(path).metadata();
    expect([metadata.format, metadata.width, metadata.height]).toEqual([format, 20, 10]);
    const [r, g, b] = await sharp(path).toColourspace('srgb').raw().toBuffer();
    expect(Math.abs(r! - 220) + Math.abs(g! - 30) + Math.abs(b! - 30)).toBeLessThan(15);
  });

  it('refuses to overwrite without force, and leaves the old file alone', async () => {
    const path = join(folder, 'out.png');
    writeFileSync(path, 'old');
    await expect(writeRgb(red, path)).rejects.toThrow(OptionError);
    await writeRgb(red, path, { force: true });
    expect((await sharp(path).metadata()).format).toBe('png');
    expect(readdirSync(folder)).toEqual(['out.png']);
  });

  it('refuses to replace its input', async () => {
    const path = join(folder, 'in.png');
    writeFileSync(path, 'source');
    await expect(writeRgb(red, path, { force: true, input: path })).rejects.toThrow(/is the input itself/);
  });

  it('leaves nothing behind when the encoder fails', async () => {
    const tooWide = { width: 20_000, height: 1, data: new Uint8Array(60_000) };
    const writing = writeRgb(tooWide, join(folder, 'out.webp'));
    await expect(writing).rejects.toThrow(SaliencyError);
    await expect(writing).rejects.toThrow(/could not be written/);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('scaleMap', () => {
  it('gives a map of the same size back to 16 bits', async () => {
    const { data } = await scaleMap(ramp, ramp);
    data.forEach((value, i) => {
      expect(Math.abs(value - ramp.data[i]!)).toBeLessThan(1 / 65535);
    });
  });

  it('stays within [0, 1] at hard edges', async () => {
    const { data } = await scaleMap(
      { width: 4, height: 1, data: Float32Array.of(0, 1, 0, 1) },
      { width: 99, height: 7 },
    );
    expect(data).toHaveLength(99 * 7);
    expect(Math.min(...data)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...data)).toBeLessThanOrEqual(1);
  });
});
