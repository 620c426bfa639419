import { afterAll, expect, it } from 'vitest';
import { reframe } from '#lib/pipeline/reframe/reframe.js';
import { binaries, makeClip, reencode, scratchFolder, show, testsrc } from '../../helpers/clips.js';

const scratch = scratchFolder();
afterAll(scratch.remove);

const overlay = { kind: 'overlay', blend: 'normal', sideBySide: false } as const;
const two = testsrc('64x48', '25', '0.08');

/** Every value that a stream can name, in the words of the filter `setparams`. */
const names = {
  color_trc: [
    ...['bt709', 'bt470m', 'bt470bg', 'smpte170m', 'smpte240m', 'linear', 'log100', 'log316', 'iec61966-2-4'],
    ...['bt1361e', 'iec61966-2-1', 'bt2020-10', 'bt2020-12', 'smpte2084', 'smpte428', 'arib-std-b67'],
  ],
  color_primaries: [
    ...['bt709', 'bt470m', 'bt470bg', 'smpte170m', 'smpte240m', 'film', 'bt2020', 'smpte428', 'smpte431', 'smpte432'],
    'ebu3213',
  ],
  colorspace: [
    ...['bt709', 'fcc', 'bt470bg', 'smpte170m', 'smpte240m', 'ycgco', 'bt2020nc', 'bt2020c', 'smpte2085'],
    ...['chroma-derived-nc', 'chroma-derived-c', 'ictcp'],
  ],
  range: ['tv', 'pc'],
} as const;
const spoken = {
  color_trc: 'color_transfer',
  color_primaries: 'color_primaries',
  colorspace: 'color_space',
  range: 'color_range',
};
/** High dynamic range becomes standard range in what shows the clip. */
const mapped = ['smpte2084', 'arib-std-b67'];

const cases = Object.entries(names).flatMap(([kind, values]) => values.map((value) => [kind, value] as const));

it.each(cases)(
  'writes what is made of a clip with the %s %s',
  async (kind, value) => {
    const option = {
      color_trc: '-color_trc',
      color_primaries: '-color_primaries',
      colorspace: '-colorspace',
      range: '-color_range',
    }[kind]!;
    const told = kind === 'color_trc' ? ({ bt470m: 'gamma22', bt470bg: 'gamma28' }[value as string] ?? value) : value;
    const clip = makeClip(
      scratch.file(`${kind}-${value}.mkv`),
      ...two,
      '-vf',
      `format=yuv420p,setparams=${kind}=${value}`,
      option,
      told,
    );
    const tag = spoken[kind as keyof typeof spoken];
    const tagsOf = (path: string) => show(path, '-show_entries', `stream=${tag}`).streams[0]![tag];
    expect(tagsOf(clip)).toBe(value);
    for (const compose of [{ kind: 'map' }, { kind: 'refine' }, overlay] as const) {
      const output = scratch.file(`${kind}-${value}-${compose.kind}.mkv`);
      expect((await reencode(clip, output, compose)).frames).toBe(2);
      // Gray of the full range is written in the limited one, as everything is.
      const expected = kind === 'range' ? 'tv' : mapped.includes(value) ? 'bt709' : value;
      expect([compose.kind, tagsOf(output)]).toEqual([compose.kind, expected]);
    }
    if (value === 'bt470bg' || kind === 'range') {
      const output = scratch.file(`${kind}-${value}-reframed.mkv`);
      expect((await reframe(clip, output, { aspect: '1:1', analysisSize: 32 })).frames).toBe(2);
    }
  },
  60_000,
);

it.each(['128:117', '544:545', '4095:4096', '1:1'])('keeps pixels of the shape %s', async (shape) => {
  const [num, den] = shape.split(':');
  const clip = makeClip(scratch.file(`${num}-${den}.mp4`), ...two, '-vf', `setsar=r=${num}/${den}:max=100000`);
  const shapeOf = (path: string) =>
    show(path, '-show_entries', 'stream=sample_aspect_ratio').streams[0]!.sample_aspect_ratio;
  expect(shapeOf(clip)).toBe(shape);
  for (const compose of [{ kind: 'map' }, overlay] as const) {
    const output = scratch.file(`${num}-${den}-${compose.kind}.mp4`);
    await reencode(clip, output, compose);
    expect(shapeOf(output)).toBe(shape);
  }
});

it('tells of pixels whose shape the container cannot hold', async () => {
  const clip = makeClip(scratch.file('shape.mp4'), ...two, '-vf', 'setsar=r=544/545:max=100000');
  const { convert } = await import('#lib/pipeline/convert.js');
  const { warnings } = await convert(clip, scratch.file('shape.mkv'), {
    encoding: { codec: 'ffv1' },
    analysisSize: 32,
    ffmpeg: binaries.ffmpeg.path,
  });
  expect(warnings).toEqual([
    expect.stringMatching(/pixels of the shape 544:545 are written as \d+:\d+, as mkv holds them/),
  ]);
});

it.each(['mp4', 'mov', 'mkv', 'webm'])('writes metadata into %s, and replaces what is copied', async (extension) => {
  const clip = makeClip(
    scratch.file(`tagged-${extension}.mkv`),
    ...two,
    '-metadata',
    'title=Old',
    '-metadata',
    'comment=Kept',
  );
  const metadata = { title: 'A = B; "C" \\ äöü', copyright: '© nobody' };
  for (const compose of [{ kind: 'map' }, overlay] as const) {
    const output = scratch.file(`tagged-${compose.kind}.${extension}`);
    await reencode(clip, output, compose, { encode: { metadata } });
    const { tags = {} } = show(output, '-show_entries', 'format_tags').format as { tags?: Record<string, string> };
    const lower = Object.fromEntries(Object.entries(tags).map(([key, text]) => [key.toLowerCase(), text]));
    expect(lower).toMatchObject(metadata);
    expect(lower.comment).toBe(compose.kind === 'map' ? undefined : 'Kept');
  }
});
