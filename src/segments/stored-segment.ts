import { createHash } from 'node:crypto';
import type { SegmentDamage, SegmentEntry } from './segment-source.js';

/** Says what else was found out about a segment, which no entry tells. */
export interface SegmentTold {
  /** Sentences for the user. */
  readonly warnings?: readonly string[] | undefined;
  /** Of a segment without a frame. */
  readonly damage?: SegmentDamage | undefined;
}

/** Says which segment a file has to be. */
export interface SegmentPlace {
  /** Stands for the clip and all options that its maps depend on. */
  readonly work: string;
  readonly segment: number;
}

/** The first line of a segment's file; the entries follow in a second one, then their levels one after the other. */
interface SegmentHeader extends SegmentPlace {
  readonly layout: number;
  readonly count: number;
  /** Bytes behind the first line. */
  readonly bytes: number;
  /** SHA-256 of them. */
  readonly checksum: string;
  readonly told?: SegmentTold | undefined;
}

type StoredEntry = Omit<SegmentEntry, 'levels'> & { readonly bytes: number };

/** The layout of the files; one of another layout is not used. */
const layout = 3;

/** Gives the pieces of a segment's file. */
export function packSegment(entries: readonly SegmentEntry[], place: SegmentPlace, told?: SegmentTold): Uint8Array[] {
  const stored: StoredEntry[] = entries.map(({ levels, ...entry }) => ({ ...entry, bytes: levels.length }));
  const pieces = [Buffer.from(`${JSON.stringify(stored)}\n`), ...entries.map(({ levels }) => levels)];
  const header: SegmentHeader = {
    layout,
    work: place.work,
    segment: place.segment,
    count: entries.length,
    bytes: pieces.reduce((sum, { length }) => sum + length, 0),
    checksum: checksumOf(pieces),
    told,
  };
  return [Buffer.from(`${JSON.stringify(header)}\n`), ...pieces];
}

/** Reads a segment's file; tells in words that follow its name why it cannot be used. */
export function unpackSegment(file: Buffer, place: SegmentPlace): SegmentEntry[] | string {
  const end = file.indexOf('\n') + 1;
  const header = parsed<SegmentHeader>(file.toString('utf8', 0, end));
  if (header?.layout !== layout) return 'is damaged, or of another version';
  if (header.work !== place.work) return 'is of another clip or other options';
  if (header.segment !== place.segment) return `is segment ${header.segment}, not ${place.segment}`;
  const body = file.subarray(end);
  if (body.length !== header.bytes) return `has ${body.length} bytes in place of ${header.bytes}`;
  if (checksumOf([body]) !== header.checksum) return 'is damaged (its checksum differs)';
  let at = body.indexOf('\n') + 1;
  const told = parsed<StoredEntry[]>(body.toString('utf8', 0, at)) ?? [];
  if (told.length !== header.count) return `has ${told.length} maps in place of ${header.count}`;
  return told.map(({ bytes, ...entry }) => {
    const levels = body.subarray(at, at + bytes);
    at += bytes;
    return { ...entry, levels };
  });
}

/** Gives what the file of a segment tells beside its entries. */
export function toldIn(file: Buffer): SegmentTold | undefined {
  return parsed<SegmentHeader>(file.toString('utf8', 0, file.indexOf('\n') + 1))?.told;
}

function checksumOf(pieces: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

function parsed<T>(text: string): T | undefined {
  try {
    return (JSON.parse(text) as T | null) ?? undefined;
  } catch {
    return undefined;
  }
}
