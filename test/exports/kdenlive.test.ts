import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Analysis } from '#lib/analysis/record/analysis.js';
import { exportFormats } from '#lib/exports/formats.js';
import { CLIP, twoShots } from '../helpers/analyze-drawn.js';
import { noFfmpeg, runFfmpeg } from '../helpers/run-ffmpeg.js';
import { all, type ReadElement, readXml } from './xml-reader.js';

const { writeAll } = exportFormats.kdenlive;
const noMelt = noFfmpeg || spawnSync('melt', ['--version']).error !== undefined;

/** The properties of an element by their names. */
function propertiesOf({ children }: ReadElement): Record<string, string> {
  return Object.fromEntries(
    children.filter(({ name }) => name === 'property').map(({ attributes, text }) => [attributes.name!, text]),
  );
}

const byId = (root: ReadElement, id: string) => root.children.find(({ attributes }) => attributes.id === id)!;
const entries = (element: ReadElement) =>
  element.children.flatMap(({ name, attributes }) =>
    name === 'entry' ? [[attributes.producer, attributes.in, attributes.out]] : [],
  );

describe('a Kdenlive project', () => {
  const nasty = '/media/a & b <c> "d" %20 é.mov';
  const one = readXml(exportFormats.kdenlive.write(twoShots({ ...CLIP, path: nasty })));

  it('has the size, pixels and rate of its clip', () => {
    const wide = twoShots({ ...CLIP, width: 1440, sampleAspect: { num: 4, den: 3 } });
    const [profile] = all(readXml(exportFormats.kdenlive.write(wide)), 'profile');
    expect(profile!.attributes).toMatchObject({
      ...{ width: '1440', height: '1080', frame_rate_num: '30000', frame_rate_den: '1001' },
      ...{ sample_aspect_num: '4', sample_aspect_den: '3', display_aspect_num: '16', display_aspect_den: '9' },
    });
  });

  it('names what it uses before it is used, once, and nothing that is not there', () => {
    const seen = new Set<string>();
    for (const element of one.children) {
      const used = [...all(element, 'entry'), ...all(element, 'track')].map(({ attributes }) => attributes.producer!);
      for (const id of used) expect(seen, id).toContain(id);
      const { id } = element.attributes;
      if (id === undefined) continue;
      expect(seen).not.toContain(id);
      seen.add(id);
    }
    // The project plays what stands last.
    const last = one.children.at(-1)!;
    expect(propertiesOf(last)['kdenlive:projectTractor']).toBe('1');
    const uuid = all(last, 'track')[0]!.attributes.producer!;
    expect(propertiesOf(byId(one, uuid))['kdenlive:uuid']).toBe(uuid);
    expect(uuid).toMatch(/^\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$/);
    expect(propertiesOf(byId(one, 'main_bin'))).toMatchObject({
      'kdenlive:docproperties.version': '1.1',
      'kdenlive:docproperties.activetimeline': uuid,
    });
  });

  it('cuts its clip at the shots, picture and sound', () => {
    for (const kind of ['video', 'audio']) {
      expect(entries(byId(one, `${kind}-shots`))).toEqual([
        [`${kind}-1`, '0', '5'],
        [`${kind}-1`, '6', '11'],
      ]);
    }
    const chain = propertiesOf(byId(one, 'clip-1'));
    expect(chain).toMatchObject({ resource: nasty, length: '12', 'kdenlive:id': '3' });
    for (const entry of all(byId(one, 'video-shots'), 'entry')) {
      expect(propertiesOf(entry)['kdenlive:id']).toBe(chain['kdenlive:id']);
    }
  });

  it('has a guide at each shot, and all markers on the clip, one a frame', () => {
    const sequence = propertiesOf(one.children.find(({ attributes }) => attributes.id?.startsWith('{'))!);
    const guides = JSON.parse(sequence['kdenlive:sequenceproperties.guides']!);
    expect(guides.map(({ pos, type }: { pos: number; type: number }) => [pos, type])).toEqual([
      [0, 0],
      [6, 0],
    ]);
    expect(guides[0].comment).toMatch(/^Shot 1: steadiness/);
    const markers = JSON.parse(propertiesOf(byId(one, 'clip-1'))['kdenlive:markers']!);
    const places = markers.map(({ pos }: { pos: number }) => pos);
    expect(new Set(places).size).toBe(places.length);
    expect(places).toContain(8);
    const known = JSON.parse(propertiesOf(byId(one, 'main_bin'))['kdenlive:docproperties.guidesCategories']!);
    for (const { type } of markers) expect(known.map(({ index }: { index: number }) => index)).toContain(type);
  });

  it('holds several clips one after the other, in frames at the rate of the first', () => {
    const half = { num: 25, den: 1 };
    const second = twoShots({ ...CLIP, path: '/b.mp4', frameRate: half, averageFrameRate: half, hasAudio: false });
    const timed = { ...second, clip: { ...second.clip, timeBase: { num: 1, den: 25 } } };
    const root = readXml(writeAll([twoShots(), timed]));
    // Six frames at 25 a second are 7.19 at 29.97.
    expect(entries(byId(root, 'video-shots'))).toEqual([
      ['video-1', '0', '5'],
      ['video-1', '6', '11'],
      ['video-2', '0', '6'],
      ['video-2', '7', '13'],
    ]);
    const sound = byId(root, 'audio-shots');
    expect(all(sound, 'blank').map(({ attributes }) => attributes.length)).toEqual(['14']);
    const sequence = root.children.find(({ attributes }) => attributes.id?.startsWith('{'))!;
    const guides = JSON.parse(propertiesOf(sequence)['kdenlive:sequenceproperties.guides']!);
    expect(guides.map(({ pos }: { pos: number }) => pos)).toEqual([0, 6, 12, 19]);
    expect(guides[3].comment).toMatch(/^b\.mp4: Shot 2: /);
    expect(sequence.attributes.out).toBe('25');
  });
});

describe.skipIf(noMelt)('a Kdenlive project in melt', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kdenlive it is '));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** A clip of 12 frames whose gray level tells the frame, and its analysis. */
  function made(name: string, base: number): Analysis {
    const path = join(folder, name);
    const source = `nullsrc=s=64x36:r=30000/1001,geq=lum='${base}+8*N':cb=128:cr=128,format=yuv420p`;
    runFfmpeg(['-f', 'lavfi', '-i', source, '-frames:v', '12', '-c:v', 'ffv1', path]);
    return twoShots({ ...CLIP, path, width: 64, height: 36, hasAudio: false });
  }

  it('shows the very frames of its clips', () => {
    const project = join(folder, 'both.kdenlive');
    writeFileSync(project, writeAll([made('dark.mkv', 20), made('bright.mkv', 130)]));
    const rendered = join(folder, 'rendered.mkv');
    const target = [`avformat:${rendered}`, 'vcodec=ffv1', 'pix_fmt=yuv420p', 'an=1', 'real_time=-1'];
    const { status, stderr } = spawnSync('melt', [project, '-consumer', ...target], {
      env: { ...process.env, QT_QPA_PLATFORM: 'offscreen' },
      timeout: 60_000,
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
    const raw = join(folder, 'rendered.gray');
    runFfmpeg([
      '-i',
      rendered,
      '-vf',
      'scale=1:1:flags=area:out_range=tv',
      '-pix_fmt',
      'yuv420p',
      '-f',
      'rawvideo',
      raw,
    ]);
    const bytes = readFileSync(raw);
    const levels = Array.from({ length: bytes.length / 3 }, (_, i) => bytes[3 * i]!);
    const expected = [20, 130].flatMap((base) => Array.from({ length: 12 }, (_, i) => base + 8 * i));
    expect(levels).toHaveLength(expected.length);
    levels.forEach((level, i) => {
      expect(Math.abs(level - expected[i]!), `frame ${i}: ${levels}`).toBeLessThan(4);
    });
  });
});
