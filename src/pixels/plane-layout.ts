import type { FrameSize } from '../core/frame.js';

/** A picture as decoders give it: a plane of luma and two of chroma. */
export interface PlanarPicture extends FrameSize {
  /** How often chroma is halved along each side: 1, 1 for 4:2:0; 1, 0 for 4:2:2; 0, 0 for 4:4:4. */
  readonly halvings: readonly [x: 0 | 1, y: 0 | 1];
  /** Bits of a sample: 8 in a byte each, more in two bytes each, little endian. */
  readonly bits: 8 | 10 | 12;
  /** Both chromas in one plane, sample by sample (NV12). Default false. */
  readonly interleaved?: boolean;
}

/** A plane within a block of bytes. */
export interface PlanePlace extends FrameSize {
  readonly offset: number;
  /** Bytes from a row to the next. */
  readonly stride: number;
}

/** Gives the places of a picture's planes, one after the other without padding: Y, U, V, or Y and both chromas. */
export function planePlaces({ width, height, halvings, bits, interleaved }: PlanarPicture): readonly PlanePlace[] {
  const bytes = bits === 8 ? 1 : 2;
  const [chromaWidth, chromaHeight] = [Math.ceil(width / 2 ** halvings[0]), Math.ceil(height / 2 ** halvings[1])];
  const chroma = { width: interleaved ? 2 * chromaWidth : chromaWidth, height: chromaHeight };
  let offset = 0;
  return [{ width, height }, ...(interleaved ? [chroma] : [chroma, chroma])].map((size) => {
    const place = { ...size, offset, stride: bytes * size.width };
    offset += place.stride * size.height;
    return place;
  });
}
