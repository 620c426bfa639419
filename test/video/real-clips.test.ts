import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analysisSize } from '#lib/core/analysis-size.js';
import { decode } from '#lib/video/decode/decoder.js';
import { probe } from '#lib/video/decode/probe.js';
import { binaries } from '../helpers/clips.js';
import { media } from '../helpers/media.js';

const table = media('clips.csv');

/** Frames that a full decode gives, by clip. */
function decodedFrames(): Map<string, number> {
  const [head, ...rows] = readFileSync(table!, 'utf8')
    .trim()
    .split('\n')
    .map((line) => [...line.matchAll(/("[^"]*"|[^,]*)(?:,|$)/g)].map((field) => field[1]!));
  const column = head!.indexOf('decoded_frames');
  return new Map(rows.map((row) => [row[0]!, Number(row[column])]));
}

async function read(path: string) {
  const info = await probe(path, { binaries });
  const source = decode(info, { size: analysisSize(info, 24), binaries });
  let frames = 0;
  for await (const frame of source) {
    frames++;
    frame.release();
  }
  return { frames, damage: source.damage };
}

const knownDamage = ['videos/mp4parse_no_timescale.mp4'];

describe.skipIf(table === undefined)('real clips (skipped where ../shared/media is absent)', () => {
  const expected = table === undefined ? new Map<string, number>() : decodedFrames();

  it('give as many frames as a full decode, and no false alarm', { timeout: 120_000 }, async () => {
    const found: unknown[] = [];
    const wanted: unknown[] = [];
    for (const [clip, frames] of expected) {
      if (!clip.startsWith('videos/') || frames > 130) continue;
      const result = await read(media(clip)!);
      found.push([clip, result.frames, result.damage !== undefined]);
      wanted.push([clip, frames, knownDamage.includes(clip)]);
    }
    expect(found).toEqual(wanted);
  });

  it('are refused as inputs when no frame of them can be decoded', { timeout: 120_000 }, async () => {
    const folder = media('videos-bad')!;
    for (const name of readdirSync(folder)) {
      await expect(read(join(folder, name)), name).rejects.toMatchObject({ code: 'ERR_INPUT' });
    }
  });

  it('are told to be damaged where they are', async () => {
    for (const name of ['trunc.mkv', 'trunc_faststart.mp4', 'bitflip.mp4']) {
      expect((await read(media('derived', name)!)).damage, name).toBeDefined();
    }
  });
});
