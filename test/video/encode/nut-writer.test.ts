import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { NutWriter, pictureBytes } from '#lib/video/encode/nut-writer.js';
import { scratchFolder, show } from '../../helpers/clips.js';

const scratch = scratchFolder();
afterAll(scratch.remove);

describe('NutWriter', () => {
  for (const format of ['gray', 'gray16le', 'yuva420p'] as const) {
    it(`is read by FFmpeg as ${format} with every timestamp as written`, () => {
      const stream = { width: 131, height: 7, format, timeBase: { num: 1001, den: 120_000 } };
      const writer = new NutWriter(stream);
      const timestamps = [0, 1, 127, 128, 129, 16_384, 2 ** 33 + 5];
      const picture = new Uint8Array(pictureBytes(stream)).fill(100);
      const parts = timestamps.flatMap((pts) => [writer.frameHeader(pts), picture]);
      const file = scratch.file(`${format}.nut`);
      writeFileSync(file, Buffer.concat([writer.header(), ...parts]));
      const { frames, streams } = show(
        file,
        '-show_entries',
        'frame=pts,pkt_pts:stream=time_base,pix_fmt,width,height',
      );
      expect(streams[0]).toMatchObject({ pix_fmt: format, width: 131, height: 7, time_base: '1001/120000' });
      expect(frames.map((frame) => frame.pts ?? frame.pkt_pts)).toEqual(timestamps);
    });
  }

  it('refuses timestamps that do not rise', () => {
    const writer = new NutWriter({ width: 2, height: 2, format: 'gray', timeBase: { num: 1, den: 25 } });
    writer.frameHeader(3);
    expect(() => writer.frameHeader(3)).toThrow('timestamp 3 follows 3');
  });
});
