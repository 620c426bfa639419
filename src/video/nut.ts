import { SaliencyError } from '../core/errors.js';
import type { FrameSize, Rational } from '../core/frame.js';

/** A stream of raw pictures of one format. */
export interface NutStream extends FrameSize {
  readonly format: 'gray' | 'gray16le' | 'yuva420p';
  readonly timeBase: Rational;
}

/** FFmpeg's four-character codes of raw pictures. */
const fourccs = {
  gray: [0x59, 0x38, 0x30, 0x30],
  gray16le: [0x59, 0x31, 0, 16],
  yuva420p: [0x59, 0x34, 11, 8],
} as const;

const startcodes = { main: 0x4e4d7a561f5f04adn, stream: 0x4e5311405bf2f9dbn, syncpoint: 0x4e4be4adeeca4569n } as const;

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
  #last = -1;

  constructor(stream: NutStream) {
    this.#stream = stream;
    this.#bytes = pictureBytes(stream);
  }

  /** What comes before the first picture. */
  header(): Uint8Array {
    return concat([text('nut/multimedia container\0'), this.#mainHeader(), this.#streamHeader()]);
  }

  /**
   * What comes before a picture.
   *
   * @param pts - at least 0 and later than the one before.
   */
  frameHeader(pts: number): Uint8Array {
    if (!(pts > this.#last)) throw new SaliencyError('ERR_TIMESTAMP', `timestamp ${pts} follows ${this.#last}`);
    this.#last = pts;
    // Both count in the only time base; a timestamp is told from its low bits by an offset of 2 ** shift = 1.
    const syncpoint = packet(startcodes.syncpoint, [...varint(pts), ...varint(0)]);
    const head = Uint8Array.from([frameCode, ...varint(pts + 1), ...varint(this.#bytes)]);
    return concat([syncpoint, head, checksum(head)]);
  }

  #mainHeader(): Uint8Array {
    const { num, den } = this.#stream.timeBase;
    const range = (flags: number, count: number) => [
      ...varint(flags),
      // Six fields: pts difference, size multiplier, stream, size, reserved, how many codes are alike.
      ...[6, 0, 1, 0, 0, 0],
      ...varint(count),
    ];
    return packet(startcodes.main, [
      // Version 3, one stream, at most 65,536 bytes between syncpoints, one time base.
      ...[3, 1, ...varint(65536), 1, ...varint(num), ...varint(den)],
      // Code 0 is no frame, code 1 is ours, the rest is none; the letter N starts startcodes and does not count.
      ...[...range(invalidFlag, 1), ...range(frameFlags, 1), ...range(invalidFlag, 253)],
      // No elision headers.
      0,
    ]);
  }

  #streamHeader(): Uint8Array {
    const { width, height, format } = this.#stream;
    return packet(startcodes.stream, [
      // Stream 0, video, its code, time base 0, no low bits of timestamps.
      ...[0, 0, 4, ...fourccs[format], 0, 0],
      // Any distance between timestamps, no decoding delay, no flags, no private data.
      ...[...varint(2 ** 31), 0, 0, 0],
      ...[...varint(width), ...varint(height), 1, 1, 0],
    ]);
  }
}

/** Bytes of one picture. */
export function pictureBytes({ width, height, format }: Omit<NutStream, 'timeBase'>): number {
  const pixels = width * height;
  if (format === 'gray') return pixels;
  if (format === 'gray16le') return 2 * pixels;
  return 2 * pixels + 2 * Math.ceil(width / 2) * Math.ceil(height / 2);
}

/** Startcode, size, data, checksum. Sizes stay below 4096, above which a header needs a checksum of its own. */
function packet(startcode: bigint, data: number[]): Uint8Array {
  const bytes = Uint8Array.from(data);
  const head = new Uint8Array(8);
  new DataView(head.buffer).setBigUint64(0, startcode);
  return concat([head, Uint8Array.from(varint(bytes.length + 4)), bytes, checksum(bytes)]);
}

/** Seven bits a byte, the highest first; all bytes but the last have their top bit set. */
function varint(value: number): number[] {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift((rest % 128) | 128);
  return bytes;
}

/** CRC-32 with generator 0x04C11DB7, starting at 0, highest bit first. */
function checksum(bytes: Uint8Array): Uint8Array {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0);
  }
  return Uint8Array.of(crc >>> 24, crc >>> 16, crc >>> 8, crc);
}

function text(value: string): Uint8Array {
  return Uint8Array.from(value, (letter) => letter.charCodeAt(0));
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
