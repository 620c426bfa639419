import { describe, expect, it } from 'vitest';
import { FfmpegError, OptionError } from '#lib/core/errors.js';
import { optionName, wording } from '#lib/core/wording.js';

const asFlag = (option: string) => `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

describe('an error', () => {
  it('names its option as the library does, and as another interface spells it', () => {
    const error = OptionError.of('safeMargin', 'expected a number in [0, 0.45], got 1');
    expect(error.option).toBe('safeMargin');
    expect(error.message).toBe('safeMargin: expected a number in [0, 0.45], got 1');
    expect(error.messageIn(asFlag)).toBe('--safe-margin: expected a number in [0, 0.45], got 1');
  });

  it('spells options that it hints at, and nothing that only looks like one', () => {
    const error = OptionError.of(
      'output',
      wording`"force.mp4" exists; the option ${optionName('force')} overwrites it`,
    );
    expect(error.message).toBe('output: "force.mp4" exists; the option force overwrites it');
    expect(error.messageIn(asFlag)).toBe('--output: "force.mp4" exists; the option --force overwrites it');
  });

  it('need not be one of an option', () => {
    const error = new OptionError('FFMPEG_PATH: expected the path of a working ffmpeg, got "x"');
    expect(error.option).toBeUndefined();
    expect(error.messageIn(asFlag)).toBe(error.message);
  });

  it('can be made again of what came from another thread', () => {
    const { message, option } = OptionError.of('safeMargin', 'expected less');
    expect(OptionError.again(message, option).messageIn(asFlag)).toBe('--safe-margin: expected less');
    expect(OptionError.again('FFMPEG_PATH: wrong', undefined).messageIn(asFlag)).toBe('FFMPEG_PATH: wrong');
  });

  it('of FFmpeg tells what was run and how it ended', () => {
    const details = { command: ['ffmpeg', '-i', 'a.mp4'], exitCode: 1, stderr: ['no such file'] };
    expect(new FfmpegError('failed', 'FFmpeg failed', details)).toMatchObject({
      code: 'ERR_FFMPEG_FAILED',
      ...details,
    });
    expect(new FfmpegError('missing', 'ffmpeg was not found')).toMatchObject({
      command: undefined,
      exitCode: undefined,
      stderr: [],
    });
  });
});
