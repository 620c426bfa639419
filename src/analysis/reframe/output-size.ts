import { OptionError } from '../../core/errors.js';
import type { FrameSize } from '../../core/frame.js';
import type { TextOption } from '../../core/options.js';

/** Sizes by the names of what they are made for. */
const presets: Readonly<Record<string, FrameSize>> = {
  reels: { width: 1080, height: 1920 },
  shorts: { width: 1080, height: 1920 },
  square: { width: 1080, height: 1080 },
  portrait: { width: 1080, height: 1350 },
  cinema: { width: 2048, height: 858 },
};

/** An option whose value is the size of a reframed picture. */
export const outputSizeOption = {
  type: 'text',
  placeholder: 'WxH',
  expected: `WxH in even pixels between 1:10 and 10:1, or one of ${Object.keys(presets).join(', ')}`,
  accepts: (text) => readSize(text) !== undefined,
} as const satisfies Omit<TextOption, 'summary'>;

/**
 * Reads a size such as `1080x1920`, or the name of one.
 *
 * @throws {OptionError} for other text, odd sides, and shapes beyond 1:10 and 10:1.
 */
export function parseOutputSize(text: string): FrameSize {
  const size = readSize(text);
  if (size === undefined) throw OptionError.of('size', `expected ${outputSizeOption.expected}, got "${text}"`);
  return size;
}

function readSize(text: string): FrameSize | undefined {
  if (Object.hasOwn(presets, text)) return presets[text];
  const [, width = 0, height = 0] = (/^([1-9]\d{0,3})x([1-9]\d{0,3})$/.exec(text) ?? []).map(Number);
  const aspect = width / height;
  const usable = width % 2 === 0 && height % 2 === 0 && aspect >= 0.1 && aspect <= 10;
  return usable ? { width, height } : undefined;
}
