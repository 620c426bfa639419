import { describe, expect, it } from 'vitest';
import { allowsDropFrame, formatTimecode, parseTimecode } from '#lib/analysis/record/timecode.js';
import { ClipClock, timelineRate } from '#lib/analysis/shots/clip-clock.js';
import { OptionError } from '#lib/core/errors.js';
import { framesToSeconds, rescale } from '#lib/core/rational.js';

const FILM = { num: 24000, den: 1001 };
const NTSC = { num: 30000, den: 1001 };
const NTSC60 = { num: 60000, den: 1001 };
const RATES = [FILM, NTSC, NTSC60, { num: 25, den: 1 }, { num: 24, den: 1 }];

describe('timecode', () => {
  it('labels known frames as SMPTE 12M does', () => {
    const drop = { rate: NTSC, dropFrame: true };
    expect(formatTimecode(1799, drop)).toBe('00:00:59;29');
    expect(formatTimecode(1800, drop)).toBe('00:01:00;02');
    expect(formatTimecode(17981, drop)).toBe('00:09:59;29');
    expect(formatTimecode(17982, drop)).toBe('00:10:00;00');
    expect(formatTimecode(107892, drop)).toBe('01:00:00;00');
    expect(formatTimecode(107892, { rate: NTSC, dropFrame: false })).toBe('00:59:56:12');
    expect(formatTimecode(3600, { rate: NTSC60, dropFrame: true })).toBe('00:01:00;04');
    expect(formatTimecode(215784, { rate: NTSC60, dropFrame: true })).toBe('01:00:00;00');
    expect(formatTimecode(86399 * 25 + 24, { rate: { num: 25, den: 1 }, dropFrame: false })).toBe('23:59:59:24');
  });

  it('never repeats nor skips a frame over ten hours of drop-frame', () => {
    for (const rate of [NTSC, NTSC60]) {
      const format = { rate, dropFrame: true };
      let last = -1;
      for (let frame = 0; frame < rescale(36000, { num: 1, den: 1 }, { num: rate.den, den: rate.num }); frame += 7) {
        const read = parseTimecode(formatTimecode(frame, format), format);
        if (read !== frame || read <= last) expect.fail(`frame ${frame} came back as ${read}`);
        last = read;
      }
      expect(last).toBeGreaterThan(1e6);
    }
  });

  it('keeps drop-frame labels beside the clock for ten hours', () => {
    const frame = 10 * 107892;
    expect(formatTimecode(frame, { rate: NTSC, dropFrame: true })).toBe('10:00:00;00');
    const { num, den } = framesToSeconds(frame, NTSC);
    expect(Math.abs(num / den - 36000)).toBeLessThan(0.04);
  });

  it('wraps at midnight, and counts back from it', () => {
    const format = { rate: { num: 25, den: 1 }, dropFrame: false };
    expect(formatTimecode(86400 * 25, format)).toBe('00:00:00:00');
    expect(formatTimecode(-1, format)).toBe('23:59:59:24');
  });

  it('refuses text that is no timecode, and labels that drop-frame skips', () => {
    const format = { rate: NTSC, dropFrame: true };
    for (const text of ['', '1:2:3:4', '00:00:00:30', '24:00:00:00', '00:60:00:00', 'x', '00:01:00;00', '00:01:00;01'])
      expect(() => parseTimecode(text, format), text).toThrow(OptionError);
    expect(parseTimecode('00:10:00;00', format)).toBe(17982);
  });

  it('knows the rates that have drop-frame', () => {
    expect(RATES.map(allowsDropFrame)).toEqual([false, true, true, false, false]);
  });
});

describe('clip clock', () => {
  it('places every frame on its own number over ten hours, from millisecond-free time bases', () => {
    for (const rate of RATES) {
      const timeBase = { num: 1, den: 90000 };
      const clock = new ClipClock({ timeBase, startPts: 4242, rate });
      const last = Math.floor((36000 * rate.num) / rate.den);
      for (const frame of [0, 1, 2, 1000, 123457, last - 1, last]) {
        const pts = 4242 + rescale(frame, { num: rate.den, den: rate.num }, timeBase);
        expect(clock.frameAt(pts)).toBe(frame);
      }
    }
  });

  it('places every frame right when the container rounds timestamps to milliseconds', () => {
    const clock = new ClipClock({ timeBase: { num: 1, den: 1000 }, startPts: 0, rate: NTSC60 });
    for (let frame = 0; frame < 2_157_840; frame += 997)
      expect(clock.frameAt(Math.round((frame * 1001) / 60))).toBe(frame);
  });

  it('starts at the timecode of the clip', () => {
    const at = (startTimecode: string | undefined, rate = NTSC) =>
      new ClipClock({ timeBase: { num: 1001, den: 30000 }, startPts: 0, rate, startTimecode }).timecode(1);
    expect(at('01:00:00:00')).toBe('01:00:00:01');
    expect(at('00:00:59;29')).toBe('00:01:00;02');
    expect(at(undefined)).toBe('00:00:00:01');
    expect(at('nonsense')).toBe('00:00:00:01');
    expect(at('01:00:00;00', { num: 25, den: 1 })).toBe('01:00:00:01');
  });

  it('chooses the rate of the timeline', () => {
    const rate = (nominal: [number, number], average: [number, number]) => {
      const { num, den } = timelineRate({ num: nominal[0], den: nominal[1] }, { num: average[0], den: average[1] });
      return `${num}/${den}`;
    };
    expect(rate([30000, 1001], [30000, 1001])).toBe('30000/1001');
    expect(rate([2997, 100], [2997, 100])).toBe('30000/1001');
    expect(rate([24, 1], [2400, 100])).toBe('24/1');
    expect(rate([90000, 1], [1391, 50])).toBe('30000/1001');
    expect(rate([120, 1], [2983, 100])).toBe('30000/1001');
    expect(rate([30000, 1001], [2075, 100])).toBe('30000/1001');
    expect(rate([25, 2], [25, 2])).toBe('25/2');
    expect(rate([0, 1], [0, 1])).toBe('25/1');
    expect(rate([25, 1], [0, 0])).toBe('25/1');
  });
});
