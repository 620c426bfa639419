import { describe, expect, it } from 'vitest';
import { toGray8, toGray16le } from '#lib/render/gray.js';

describe('toGray8', () => {
  it('rounds to the nearest level', () => {
    const out = new Uint8Array(5);
    toGray8(Float32Array.of(0, 0.49 / 255, 0.51 / 255, 0.5, 1), out);
    expect(Array.from(out)).toEqual([0, 0, 1, 128, 255]);
  });

  it('gives back all levels of an 8-bit picture', () => {
    const out = new Uint8Array(256);
    toGray8(
      Float32Array.from({ length: 256 }, (_, i) => i / 255),
      out,
    );
    expect(Array.from(out)).toEqual(Array.from({ length: 256 }, (_, i) => i));
  });
});

describe('toGray16le', () => {
  it('writes the low byte first', () => {
    const out = new Uint8Array(8);
    toGray16le(Float32Array.of(0, 0x0102 / 65535, 0xabcd / 65535, 1), out);
    expect(Array.from(out)).toEqual([0, 0, 0x02, 0x01, 0xcd, 0xab, 0xff, 0xff]);
  });

  it('rounds to the nearest level', () => {
    const out = new Uint8Array(4);
    toGray16le(Float32Array.of(7.4 / 65535, 7.6 / 65535), out);
    expect(Array.from(out)).toEqual([7, 0, 8, 0]);
  });
});
