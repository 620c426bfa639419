import { SaliencyError } from '../../core/errors.js';
import type { FrameSize, Rational } from '../../core/frame.js';

/** A stream of raw pictures of one format. */
export interface NutStream extends FrameSize {
  readonly format: 'gray' | 'gray16le' | 'yuva420p' | 'rgb24';
  readonly timeBase: Rational;
}

/** FFmpeg's four-character codes of raw pictures. */
const fourccs = {
  gray: [0x59, 0x38, 0x30, 0x30],
  gray16le: [0x59, 0x31, 0, 16],
  yuva420p: [0x59, 0x34, 11, 8],
  rgb24: [0x52, 0x47, 0x42, 24],
} as const;

const startcodes = {
  main: [0x4e, 0x4d, 0x7a, 0x56, 0x1f, 0x5f, 0x04, 0xad],
  stream: [0x4e, 0x53, 0x11, 0x40, 0x5b, 0xf2, 0xf9, 0xdb],
  syncpoint: [0x4e, 0x4b, 0xe4, 0xad, 0xee, 0xca, 0x45, 0x69],
} as const;

/** Frame flags: key frame, coded pts, coded size, checksum. */
const frameFlags = 1 | 8 | 32 | 64;
const invalidFlag = 8192;
const frameCode = 1;

/**
 * Writes raw video in NUT, FFmpeg's own container: unlike rawvideo and YUV4MPEG2 it carries a timestamp for each
 * picture, in any time base.
 *
 * One stream, every picture a key frame behind a syncpoint of its own. `header` comes first, then for each picture
 * `frameHeader` and the picture's bytes.
 *
 * NUT Open Container Format, specification of 2008; https://git.ffmpeg.org/gitweb/nut.git
 */
export class NutWriter {
  readonly #stream: NutStream;
  readonly #bytes: number;
  readonly #out = new Bytes();
  /** Bytes of the packet in the making. */
  readonly #data = new Bytes();
  #last = -1;

  constructor(stream: NutStream) {
    this.#stream = stream;
    this.#bytes = pictureBytes(stream);
  }

  /** Writes what comes before the first picture. */
  header(): Uint8Array {
    const out = this.#out;
    for (const letter of 'nut/multimedia container\0') out.byte(letter.charCodeAt(0));
    this.#mainHeader();
    this.#streamHeader();
    return out.take();
  }

  /**
   * Writes what comes before a picture.
   *
   * @param pts - at least 0 and later than the one before.
   */
  frameHeader(pts: number): Uint8Array {
    if (!(pts > this.#last)) throw new SaliencyError('ERR_TIMESTAMP', `timestamp ${pts} follows ${this.#last}`);
    this.#last = pts;
    const out = this.#out;
    // Both count in the only time base; a timestamp is told from its low bits by an offset of 2 ** shift = 1.
    this.#data.varint(pts);
    this.#data.varint(0);
    this.#packet(startcodes.syncpoint);
    const start = out.length;
    out.byte(frameCode);
    out.varint(pts + 1);
    out.varint(this.#bytes);
    out.checksum(start);
    return out.take();
  }

  #mainHeader(): void {
    const { num, den } = this.#stream.timeBase;
    const data = this.#data;
    const range = (flags: number, count: number) => {
      // Six fields: pts difference, size multiplier, stream, size, reserved, how many codes are alike.
      for (const value of [flags, 6, 0, 1, 0, 0, 0, count]) data.varint(value);
    };
    // Version 3, one stream, at most 65,536 bytes between syncpoints, one time base.
    for (const value of [3, 1, 65536, 1, num, den]) data.varint(value);
    // Code 0 is no frame, code 1 is ours, the rest is none; the letter N starts startcodes and does not count.
    range(invalidFlag, 1);
    range(frameFlags, 1);
    range(invalidFlag, 253);
    // No elision headers.
    data.varint(0);
    this.#packet(startcodes.main);
  }

  #streamHeader(): void {
    const { width, height, format } = this.#stream;
    const data = this.#data;
    // Stream 0, video, its code, time base 0, no low bits of timestamps.
    for (const value of [0, 0, 4, ...fourccs[format], 0, 0]) data.byte(value);
    // Any distance between timestamps, no decoding delay, no flags, no private data.
    for (const value of [2 ** 31, 0, 0, 0, width, height, 1, 1, 0]) data.varint(value);
    this.#packet(startcodes.stream);
  }

  /**
   * Writes a packet: startcode, size, data, checksum. Sizes stay below 4096, above which a header needs a checksum of
   * its own.
   */
  #packet(startcode: readonly number[]): void {
    const out = this.#out;
    const data = this.#data;
    for (const byte of startcode) out.byte(byte);
    out.varint(data.length + 4);
    const start = out.length;
    out.append(data);
    out.checksum(start);
  }
}

/** Counts the bytes of one picture. */
export function pictureBytes({ width, height, format }: Omit<NutStream, 'timeBase'>): number {
  const pixels = width * height;
  if (format === 'gray') return pixels;
  if (format === 'gray16le') return 2 * pixels;
  if (format === 'rgb24') return 3 * pixels;
  return 2 * pixels + 2 * Math.ceil(width / 2) * Math.ceil(height / 2);
}

/** Bytes in the making, at most 512. */
class Bytes {
  readonly #bytes = new Uint8Array(512);
  length = 0;

  byte(value: number): void {
    this.#bytes[this.length++] = value;
  }

  /** Writes a number by seven bits a byte, the highest first; all bytes but the last have their top bit set. */
  varint(value: number): void {
    let unit = 1;
    while (value >= 128 * unit) unit *= 128;
    for (; unit > 1; unit /= 128) this.byte(128 | (Math.floor(value / unit) % 128));
    this.byte(value % 128);
  }

  /** Appends the CRC-32 of what comes from `start` on, with generator 0x04C11DB7, starting at 0, highest bit first. */
  checksum(start: number): void {
    let crc = 0;
    for (let at = start; at < this.length; at++) {
      crc ^= this.#bytes[at]! << 24;
      for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0);
    }
    for (let shift = 24; shift >= 0; shift -= 8) this.byte(crc >>> shift);
  }

  /** Moves what others hold to the end. */
  append(other: Bytes): void {
    for (let at = 0; at < other.length; at++) this.byte(other.#bytes[at]!);
    other.length = 0;
  }

  /** Gives what was made so far, and begins anew. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }
}
