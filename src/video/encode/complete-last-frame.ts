import { type FileHandle, open } from 'node:fs/promises';
import type { Rational } from '../../core/frame.js';

/**
 * Gives the last frame of an MP4 its time.
 *
 * FFmpeg before 5.0 writes a duration of 0 for the last frame of a stream that comes with timestamps alone, and an edit
 * list that ends before it: players leave the frame out. This sets that duration to one mean frame, and lets the edit
 * list and the durations of track and movie reach to its end. Nothing moves: the values are overwritten in place.
 *
 * ISO/IEC 14496-12: mvhd 8.2.2, tkhd 8.3.2, elst 8.6.6, mdhd 8.4.2, stts 8.6.1.2, ctts 8.6.1.3.
 */
export async function completeLastFrame(path: string, rate: Rational): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const found = await findMovie(file);
    if (found === undefined) return;
    extendVideo(found.movie, rate);
    await file.write(found.movie, 0, found.movie.length, found.position);
  } finally {
    await file.close();
  }
}

async function findMovie(file: FileHandle): Promise<{ movie: Buffer; position: number } | undefined> {
  const { size } = await file.stat();
  const head = Buffer.alloc(16);
  for (let position = 0; position + 8 <= size; ) {
    await file.read(head, 0, 16, position);
    const short = head.readUInt32BE(0);
    const length = short === 1 ? Number(head.readBigUInt64BE(8)) : short === 0 ? size - position : short;
    if (head.toString('latin1', 4, 8) === 'moov') {
      const movie = Buffer.alloc(length);
      await file.read(movie, 0, length, position);
      return { movie, position };
    }
    if (length < 8) return undefined;
    position += length;
  }
  return undefined;
}

function extendVideo(movie: Buffer, { num, den }: Rational): void {
  const track = children(movie, 'trak').find(
    (trak) => boxAt(trak, 'mdia', 'hdlr')?.toString('latin1', 16, 20) === 'vide',
  );
  const [header, edits, trackHeader] = [
    boxAt(movie, 'mvhd'),
    track && boxAt(track, 'edts', 'elst'),
    track && boxAt(track, 'tkhd'),
  ];
  const media = track && boxAt(track, 'mdia', 'mdhd');
  const deltas = track && boxAt(track, 'mdia', 'minf', 'stbl', 'stts');
  if (!track || !header || !edits || !trackHeader || !media || !deltas) return;
  const lastDelta = deltas.length - 4;
  const mediaScale = media.readUInt32BE(media[8] === 1 ? 28 : 20);
  const frame = Math.max(1, Math.round((mediaScale * den) / num));
  if (deltas.readUInt32BE(lastDelta) !== 0 || deltas.readUInt32BE(lastDelta - 4) !== 1) return;
  deltas.writeUInt32BE(frame, lastDelta);
  const offsets = boxAt(track, 'mdia', 'minf', 'stbl', 'ctts');
  const { lastShown, total } = timeline(deltas, offsets);
  writeDuration(media, media[8] === 1 ? 32 : 24, total);
  const scale = header.readUInt32BE(header[8] === 1 ? 28 : 20);
  const shown = extendEdits(edits, lastShown + frame, scale / mediaScale);
  writeDuration(trackHeader, trackHeader[8] === 1 ? 36 : 28, shown);
  const at = header[8] === 1 ? 32 : 24;
  writeDuration(header, at, Math.max(shown, readDuration(header, at)));
}

/** Gives the latest instant at which a frame is shown, and the sum of all durations. */
function timeline(deltas: Buffer, offsets: Buffer | undefined): { lastShown: number; total: number } {
  const nextOffset = runs(offsets);
  let total = 0;
  let lastShown = 0;
  for (let at = 16; at < deltas.length; at += 8) {
    const delta = deltas.readUInt32BE(at + 4);
    for (let n = deltas.readUInt32BE(at); n > 0; n--) {
      lastShown = Math.max(lastShown, total + nextOffset());
      total += delta;
    }
  }
  return { lastShown, total };
}

/** Values of a run-length table one after the other; 0 without a table. */
function runs(table: Buffer | undefined): () => number {
  let at = 8;
  let left = 0;
  return () => {
    if (table === undefined) return 0;
    while (left === 0) {
      at += 8;
      left = table.readUInt32BE(at);
    }
    left--;
    return table.readInt32BE(at + 4);
  };
}

/** Lets the last edit reach to an instant of the media; the sum of all edits. */
function extendEdits(edits: Buffer, end: number, scale: number): number {
  const wide = edits[8] === 1;
  const size = wide ? 20 : 12;
  const last = edits.length - size;
  const start = wide ? Number(edits.readBigInt64BE(last + 8)) : edits.readInt32BE(last + 4);
  let sum = 0;
  for (let at = 16; at < last; at += size) sum += readDuration(edits, at);
  const duration = Math.max(readDuration(edits, last), Math.ceil((end - start) * scale));
  writeDuration(edits, last, duration);
  return sum + duration;
}

function readDuration(box: Buffer, at: number): number {
  return box[8] === 1 ? Number(box.readBigUInt64BE(at)) : box.readUInt32BE(at);
}

function writeDuration(box: Buffer, at: number, value: number): void {
  if (box[8] === 1) box.writeBigUInt64BE(BigInt(value), at);
  else box.writeUInt32BE(value, at);
}

/** Gives the boxes of a kind directly inside of a box. */
function children(box: Buffer, kind: string): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 8; at + 8 <= box.length; ) {
    const length = box.readUInt32BE(at);
    if (length < 8) break;
    if (box.toString('latin1', at + 4, at + 8) === kind) found.push(box.subarray(at, at + length));
    at += length;
  }
  return found;
}

function boxAt(box: Buffer, ...path: string[]): Buffer | undefined {
  return path.reduce<Buffer | undefined>((inside, kind) => inside && children(inside, kind)[0], box);
}
