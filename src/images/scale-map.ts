import type { FrameSize, SaliencyMap } from '../core/frame.js';
import { fromGray } from './sharp.js';

/** Scales a map smoothly (bicubic) to another size; its values keep 16 bits. */
export async function scaleMap(map: SaliencyMap, size: FrameSize): Promise<SaliencyMap> {
  const image = await fromGray(toLevels(map, 16), map, size);
  const { buffer, byteOffset, byteLength } = await image.raw({ depth: 'ushort' }).toBuffer();
  const levels = new Uint16Array(buffer.slice(byteOffset, byteOffset + byteLength));
  return { width: size.width, height: size.height, data: Float32Array.from(levels, (level) => level / 65535) };
}

/** Gives the nearest of 256 or 65,536 levels of each value. */
export function toLevels({ data }: SaliencyMap, bits: 8 | 16): Uint8Array | Uint16Array {
  return bits === 16
    ? Uint16Array.from(data, (value) => value * 65535 + 0.5)
    : Uint8Array.from(data, (value) => value * 255 + 0.5);
}
