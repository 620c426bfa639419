import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probe } from '#lib/index.js';
import { noChromium } from '../helpers/chromium.js';
import { type EnginePage, openEnginePage } from '../helpers/page-engine.js';
import { noFfmpeg, runFfmpeg } from '../helpers/run-ffmpeg.js';

const why = noChromium ? ' (no Chromium here)' : noFfmpeg === undefined ? '' : ` (${noFfmpeg})`;
/** Instants of the frames in milliseconds: uneven, with a hole. */
const instants = [0, 40, 100, 110, 190, 300, 333, 700, 740, 790];

describe.skipIf(why !== '')(`videos that a page makes${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'saliency-page-'));
  let engine: EnginePage;
  beforeAll(async () => {
    const times = instants.map((time, i) => `eq(N\\,${i})*${time}`).join('+');
    runFfmpeg([
      ...['-f', 'lavfi', '-i', 'testsrc2=s=162x122:r=25:d=0.4', '-f', 'lavfi', '-i', 'sine=d=0.8'],
      ...['-vf', `settb=1/1000,setpts=${times}`, '-vsync', 'vfr', '-enc_time_base', '1:1000', '-c:v', 'libx264'],
      ...['-pix_fmt', 'yuv420p', '-bf', '2', '-c:a', 'aac', '-video_track_timescale', '1000'],
      join(folder, 'uneven.mp4'),
    ]);
    engine = await openEnginePage({ clips: folder });
    await engine.page.evaluate(`(async () => {
      const file = await engine.fileOf('/clips/uneven.mp4');
      engine.session = await engine.ClipSession.open(file, { model: 'spectral-residual', analysisSize: 80 });
      engine.read = async (blob) => {
        let text = '';
        for (const byte of new Uint8Array(await blob.arrayBuffer())) text += String.fromCharCode(byte);
        return btoa(text);
      };
    })()`);
  });
  afterAll(async () => {
    await engine?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Makes a video in the page, and reads it again with FFmpeg. */
  async function made(kind: string, container: 'mp4' | 'webm') {
    const result = (await engine.page.evaluate(`(async () => {
      const video = await engine.session.export({ kind: '${kind}', container: '${container}' });
      return { ...video, blob: await engine.read(video.blob) };
    })()`)) as { blob: string; frames: number; bytes: number; notes: string[] };
    const path = join(folder, `${kind}.${container}`);
    writeFileSync(path, Buffer.from(result.blob, 'base64'));
    const listed = runFfmpeg(['-i', path, '-map', '0:v', '-c', 'copy', '-f', 'framecrc', '-']);
    const base = /#tb 0: (\d+)\/(\d+)/.exec(listed)!;
    const shown = Array.from(listed.matchAll(/^0, +\d+, +(\d+),/gm), ([, pts]) =>
      Math.round((1e6 * Number(pts) * Number(base[1])) / Number(base[2])),
    );
    return { result, path, shown };
  }

  it.each([
    ['overlay', 'mp4'],
    ['saliency', 'webm'],
    ['crop', 'mp4'],
  ] as const)('have every frame at its instant, and the sound: %s as %s', async (kind, container) => {
    const { result, path, shown } = await made(kind, container);
    expect(result.frames).toBe(instants.length);
    expect(shown).toEqual(instants.map((time) => 1000 * time));
    const info = await probe(path);
    expect(info.hasAudio).toBe(true);
    expect(info.color).toMatchObject({ range: 'tv', space: 'bt709' });
    if (kind !== 'crop') expect([info.width, info.height]).toEqual([162, 122]);
    // The next even size of the very aspect.
    else expect([info.width, info.height]).toEqual([72, 128]);
  });

  it('keep the packets of the sound where the container takes them, and tell where it does not', async () => {
    const { result, path } = await made('overlay', 'mp4');
    const copy = (input: string) => runFfmpeg(['-i', input, '-map', '0:a', '-c', 'copy', '-f', 'framecrc', '-']);
    const checksums = (text: string) => Array.from(text.matchAll(/0x[0-9a-f]{8}$/gm), ([sum]) => sum);
    const before = checksums(copy(join(folder, 'uneven.mp4')));
    expect(checksums(copy(path)).length).toBeGreaterThan(30);
    expect(before).toEqual(expect.arrayContaining(checksums(copy(path))));
    expect(result.notes).toEqual([]);
    expect((await made('overlay', 'webm')).result.notes.join()).toContain('aac');
  });

  it('are stopped by their signal, and leave no picture open', async () => {
    const told = await engine.page.evaluate(`(async () => {
      const controller = new AbortController();
      const stop = () => controller.abort(new Error('enough'));
      const work = engine.session.export({ kind: 'overlay', container: 'mp4' }, stop, controller.signal);
      const end = await work.then(() => 'made', (error) => error.message);
      const { opened, closed } = await engine.session.lent();
      return { end, open: opened - closed };
    })()`);
    expect(told).toEqual({ end: 'enough', open: 0 });
    expect(engine.complaints.filter((words) => words.includes('garbage collected'))).toEqual([]);
  });

  it('have pictures beside them, at the size of the clip', async () => {
    const png = (await engine.page.evaluate('engine.session.picture(4).then(engine.read)')) as string;
    const bytes = Buffer.from(png, 'base64');
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([162, 122]);
  });
});
