import { describe, expect, it } from 'vitest';
import { knownHoles } from '#lib/video/ffmpeg/known-holes.js';

describe('knownHoles', () => {
  it.each([
    ['5.1.1', 5, 1, ['CVE-2022-48434', 'CVE-2026-40962']],
    ['5.1.9-0+deb12u1', 5, 1, ['CVE-2026-40962']],
    ['n8.1', 8, 1, []],
    ['N-47683-g0e8eb07980-static', 4, 1, ['CVE-2022-48434', 'CVE-2026-40962']],
  ])('of %s', (version, major, minor, names) => {
    expect(knownHoles({ version, major, minor }).map(({ name }) => name)).toEqual(names);
  });
});
