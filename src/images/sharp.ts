import type { FrameSize } from '../core/frame.js';
import type { RgbPicture } from '../core/picture.js';

/** Loads sharp at its first use: it takes longer to start than a `--help` should. */
export async function loadSharp(): Promise<typeof import('sharp').default> {
  return (await import('sharp')).default;
}

/** Wraps rgb24 bytes for sharp. */
export async function fromRgb({ data, width, height }: RgbPicture) {
  const sharp = await loadSharp();
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** Wraps gray levels for sharp and scales them to a size. The space keeps them one channel, at their own depth. */
export async function fromGray(levels: Uint8Array | Uint16Array, { width, height }: FrameSize, target: FrameSize) {
  const sharp = await loadSharp();
  return sharp(levels, { raw: { width, height, channels: 1 } })
    .toColourspace(levels instanceof Uint16Array ? 'grey16' : 'b-w')
    .resize({ width: target.width, height: target.height, fit: 'fill', kernel: 'cubic' });
}
