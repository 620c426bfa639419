import type { Rational } from '../../../browser.js';

/** Shapes of pixels by their number: ITU-T H.264, table E-1. */
const SHAPES: readonly (readonly [number, number])[] = [
  ...([
    [1, 1],
    [1, 1],
    [12, 11],
    [10, 11],
    [16, 11],
    [40, 33],
    [24, 11],
    [20, 11],
    [32, 11],
  ] as const),
  ...([
    [80, 33],
    [18, 11],
    [15, 11],
    [64, 33],
    [160, 99],
    [4, 3],
    [3, 2],
    [2, 1],
  ] as const),
];
/** Profiles whose parameters tell of chroma and of scaling: 7.3.2.1.1. */
const HIGH = [100, 110, 122, 244, 44, 83, 86, 118, 128];

/**
 * Reads the exact shape of the pixels from a sequence parameter set of H.264.
 *
 * @param description - as `VideoDecoderConfig` has it: an AVCDecoderConfigurationRecord.
 * @returns undefined where it does not say.
 */
export function spsAspect(description: Uint8Array): Rational | undefined {
  const length = (description[6]! << 8) | description[7]!;
  if ((description[5]! & 31) === 0 || description.length < 8 + length || length < 4) return undefined;
  const bits = new BitReader(unescaped(description.subarray(9, 8 + length)));
  const profile = bits.read(8);
  bits.skip(16);
  bits.golomb();
  if (HIGH.includes(profile)) {
    const chroma = bits.golomb();
    if (chroma === 3) bits.skip(1);
    bits.golomb();
    bits.golomb();
    bits.skip(1);
    // Scaling lists are rare, and tell nothing that is asked here.
    if (bits.read(1) === 1) return undefined;
  }
  bits.golomb();
  const order = bits.golomb();
  if (order === 0) bits.golomb();
  else if (order === 1) {
    bits.skip(1);
    bits.golomb();
    bits.golomb();
    for (let left = bits.golomb(); left > 0 && left < 256; left--) bits.golomb();
  }
  bits.golomb();
  bits.skip(1);
  bits.golomb();
  bits.golomb();
  if (bits.read(1) === 0) bits.skip(1);
  bits.skip(1);
  if (bits.read(1) === 1) for (let i = 0; i < 4; i++) bits.golomb();
  if (bits.read(1) === 0 || bits.read(1) === 0) return undefined;
  const number = bits.read(8);
  const [num, den] = number === 255 ? [bits.read(16), bits.read(16)] : (SHAPES[number] ?? [0, 0]);
  return num > 0 && den > 0 ? { num, den } : undefined;
}

/** Takes out the bytes that keep start codes from appearing: 7.4.1. */
function unescaped(bytes: Uint8Array): number[] {
  const out: number[] = [];
  bytes.forEach((byte, i) => {
    if (byte !== 3 || bytes[i - 1] !== 0 || bytes[i - 2] !== 0) out.push(byte);
  });
  return out;
}

/** Reads bits, the highest of a byte first; behind the end there are zeros. */
class BitReader {
  readonly #bytes: readonly number[];
  #at = 0;

  constructor(bytes: readonly number[]) {
    this.#bytes = bytes;
  }

  read(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++, this.#at++)
      value = 2 * value + (((this.#bytes[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1);
    return value;
  }

  skip(count: number): void {
    this.#at += count;
  }

  /** Reads a number of Exp-Golomb code; of a signed one, this tells the place of the next. */
  golomb(): number {
    let zeros = 0;
    while (zeros < 32 && this.read(1) === 0) zeros++;
    return 2 ** zeros - 1 + this.read(zeros);
  }
}
