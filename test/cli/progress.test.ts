import { describe, expect, it, vi } from 'vitest';
import { showProgress } from '#lib/cli/progress.js';
import { clipLine, totalLine } from '#lib/cli/progress-line.js';
import { textWidth } from '#lib/cli/text-width.js';

const half = { frames: 123_456, seconds: 1800, totalSeconds: 3600 };
const name = 'interview with the founder, take 12 (final).mov';

/** A terminal of a width, and what it was given. */
function terminal(columns: number, isTTY = true) {
  const written: string[] = [];
  return { columns, isTTY, written, write: (text: string) => written.push(text) > 0 };
}

describe('a line of progress', () => {
  it('is shorter than the terminal is wide, whatever it is about', () => {
    for (const label of [name, 'a', '東京の夜景を歩く長い動画.mp4', '']) {
      for (let columns = 20; columns <= 160; columns++) {
        const lines = [
          clipLine(label, half, 4321, columns),
          clipLine(label, { ...half, totalSeconds: undefined }, 4321, columns),
          totalLine(99, 1234, 0.5, 86_400, columns),
        ];
        for (const line of lines) expect(textWidth(line), `${columns}: ${line}`).toBeLessThan(columns);
      }
    }
  });

  it('keeps the name, a bar, the share and the time in 40 columns', () => {
    expect(clipLine(name, half, 4321, 40)).toBe('interview wi… ━━━─── 50 %  1:12:01 left');
    expect(totalLine(1, 4, 0.5, 60, 40)).toMatch(/^clip 2 of 4 ━+─+ 37 % {2}1:40 left$/);
  });

  it('tells all where there is room', () => {
    expect(clipLine('a.mp4', half, 1000, 100)).toBe(
      'a.mp4 ━━━━━━━━━━━━──────────── 50 %  123456 frames  123 fps  16:40 left',
    );
    expect(clipLine('a.mp4', { frames: 1, seconds: 0, totalSeconds: undefined }, 1, 100)).toBe(
      'a.mp4 1 frame  1.0 fps',
    );
  });

  it('counts the columns of wide and joined characters', () => {
    expect(textWidth('東京')).toBe(4);
    expect(textWidth('e\u0301')).toBe(1);
  });
});

describe('the progress of several clips', () => {
  const place = { done: 1, count: 3, startedAt: performance.now() };

  it('is a line for the clip and one for all of them, drawn over what was drawn before', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const stream = terminal(40);
      const display = showProgress('auto', 'b.mp4', stream, { place });
      display.update(half);
      vi.advanceTimersByTime(200);
      display.update(half);
      display.end();
      const [first, second, end] = stream.written;
      const clear = '\r\x1b[K';
      const [clipPart, totalPart] = first!.split('\n');
      expect(clipPart).toMatch(/b\.mp4 ━+─+ 50 %/);
      expect(clipPart!.startsWith(clear)).toBe(true);
      expect(totalPart).toMatch(/^clip 2 of 3 ━+─+ 50 %/);
      expect(second!.startsWith(`${clear}\x1b[1A${clear}b.mp4 `)).toBe(true);
      expect(end).toBe(`${clear}\x1b[1A${clear}`);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is plain lines where that is asked for, and nothing where nobody looks', () => {
    const plain = terminal(40, false);
    showProgress('plain', 'b.mp4', plain, { place }).update(half);
    expect(plain.written).toEqual([expect.stringMatching(/^b\.mp4: 50 % {2}123456 frames.*\n$/)]);
    const silent = terminal(40, false);
    showProgress('auto', 'b.mp4', silent, { place }).update(half);
    expect(silent.written).toEqual([]);
  });

  it('is one line for a single clip', () => {
    const stream = terminal(80);
    showProgress('bar', 'b.mp4', stream, { place: { ...place, done: 0, count: 1 } }).update(half);
    expect(stream.written.join('')).not.toContain('\n');
  });
});
