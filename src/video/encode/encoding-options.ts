import { type OptionValues, optionTable } from '../../core/options.js';

/** The options of encoding pictures. Everything without a value follows the container; see `containers.ts`. */
export const encodingOptions = optionTable({
  codec: {
    type: 'text',
    placeholder: 'encoder',
    expected: 'a name of a video encoder of FFmpeg',
    pattern: /^[a-z0-9_-]+$/i,
    summary: 'video encoder, as FFmpeg names it or h264, hevc, vp9, av1, prores, ffv1, png',
  },
  crf: { type: 'number', min: 0, max: 63, summary: 'constant quality; lower is better and larger' },
  bitrate: {
    type: 'text',
    placeholder: 'rate',
    expected: 'bits per second such as 800k or 4M',
    pattern: /^\d+(\.\d+)?[kKM]?$/,
    summary: 'mean bits per second, in place of a quality',
  },
  preset: {
    type: 'text',
    placeholder: 'name',
    expected: 'a preset of the encoder',
    pattern: /^[a-z0-9]+$/i,
    summary: 'speed against size, as the encoder names it: veryfast, slow, 8',
  },
  gop: {
    type: 'number',
    integer: true,
    min: 1,
    max: 10_000,
    summary: 'frames from one key frame to the next, at most',
  },
  bframes: { type: 'number', integer: true, min: 0, max: 16, summary: 'B-frames between two others, at most' },
  pixFmt: {
    type: 'text',
    placeholder: 'format',
    expected: 'a pixel format of FFmpeg',
    pattern: /^[a-z0-9]+$/,
    summary: 'pixel format, as FFmpeg names it: yuv420p, gray, gray16le',
  },
  format: {
    type: 'choice',
    choices: ['mp4', 'mov', 'mkv', 'webm', 'avi', 'gif', 'y4m', 'nut', 'rawvideo', 'png'],
    summary: 'container, where the name of the output does not say it',
  },
  metadata: {
    type: 'pairs',
    placeholder: 'key=value',
    expected: 'names with values, such as title=Rushes; title, author, copyright and comment are known everywhere',
    key: /^[A-Za-z][\w.-]{0,63}$/,
    summary: 'write into the file what it is, may be given several times; replaces what is copied from the clip',
  },
  bitDepth: {
    type: 'number',
    values: [8, 16],
    min: 8,
    max: 16,
    default: 8,
    summary: 'bits of a gray sample: 8, or 16 for ffv1, png and rawvideo',
  },
});

/** Resolved values of {@link encodingOptions}. */
export type EncodingOptions = OptionValues<typeof encodingOptions>;
