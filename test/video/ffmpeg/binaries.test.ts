import { afterEach, describe, expect, it, vi } from 'vitest';
import { findBinaries, isAtLeast } from '#lib/video/ffmpeg/binaries.js';
import { hasCapability, listCapabilities, requireCapabilities } from '#lib/video/ffmpeg/capabilities.js';
import { binaries } from '../../helpers/clips.js';

afterEach(() => vi.unstubAllEnvs());

describe('findBinaries', () => {
  it('finds both programs and tells their versions', () => {
    expect(binaries.ffmpeg.version).toMatch(/\d/);
    expect(isAtLeast(binaries.ffmpeg, 4, 0)).toBe(true);
    expect(isAtLeast(binaries.ffprobe, 99, 0)).toBe(false);
  });

  it('refuses a chosen path that is missing, and does not look further', async () => {
    await expect(findBinaries({ ffmpeg: '/nowhere/ffmpeg' })).rejects.toMatchObject({
      code: 'ERR_OPTION',
      message: 'ffmpeg: expected the path of a working ffmpeg, got "/nowhere/ffmpeg"',
    });
  });

  it('refuses a path of the environment that is another program', async () => {
    vi.stubEnv('FFPROBE_PATH', process.execPath);
    await expect(findBinaries()).rejects.toThrow(/^FFPROBE_PATH: expected the path of a working ffprobe/);
  });

  it('falls back to the installer packages where nothing is on PATH, and says so', async (test) => {
    vi.stubEnv('PATH', '/nowhere');
    const found = await findBinaries().catch(() => undefined);
    if (found?.ffmpeg.source !== 'installer') return test.skip('the installer packages are not installed');
    expect(found.warnings[0]).toContain('2018');
    expect(found.ffmpeg).toMatchObject({ major: 4, minor: 1 });
  });
});

describe('capabilities', () => {
  it('tells filters and encoders that are there from those that are not', async () => {
    expect(await hasCapability(binaries.ffmpeg, 'filter', 'scale')).toBe(true);
    expect(await hasCapability(binaries.ffmpeg, 'encoder', 'scale')).toBe(false);
    const { filters, encoders } = await listCapabilities(binaries.ffmpeg);
    expect(filters.has('overlay')).toBe(true);
    expect(encoders.has('ffv1')).toBe(true);
    expect(encoders.has('=')).toBe(false);
  });

  it('names what is missing', async () => {
    await expect(requireCapabilities(binaries.ffmpeg, [['filter', 'wishful']])).rejects.toMatchObject({
      code: 'ERR_FFMPEG_INCAPABLE',
      message: expect.stringContaining('no filter wishful'),
    });
  });
});
