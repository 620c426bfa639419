import type { SaliencyMap } from '../core/frame.js';

/** The first bytes of every such file: a mark, and version 1.0 of the format. */
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0];

/** The files that NumPy reads are known by this ending. */
export const npyExtension = '.npy';

/** Writes a map as NumPy's `load` reads it: float32 of the shape (height, width), little-endian, row by row. */
export function toNpy({ width, height, data }: SaliencyMap): Uint8Array {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${height}, ${width}), }`;
  // What stands before the values is a multiple of 64 bytes long, its last character the end of a line.
  const length = Math.ceil((MAGIC.length + 2 + header.length + 1) / 64) * 64;
  const bytes = new Uint8Array(length + 4 * data.length).fill(0x20, 0, length);
  bytes.set(MAGIC);
  const view = new DataView(bytes.buffer);
  view.setUint16(MAGIC.length, length - MAGIC.length - 2, true);
  bytes.set(new TextEncoder().encode(header), MAGIC.length + 2);
  bytes[length - 1] = 0x0a;
  for (let i = 0; i < data.length; i++) view.setFloat32(length + 4 * i, data[i]!, true);
  return bytes;
}

/**
 * Reads a map that NumPy's `save` wrote: float32 or float64 in [0, 1], or bytes as levels of 255, of two dimensions.
 *
 * @returns the map; undefined for what is no such file, or holds something else.
 */
export function fromNpy(bytes: Uint8Array): SaliencyMap | undefined {
  if (bytes.length < 12 || MAGIC.slice(0, 6).some((byte, i) => bytes[i] !== byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[6]! > 1;
  const start = wide ? 12 : 10;
  const length = start + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  const header = new TextDecoder('latin1').decode(bytes.subarray(start, length));
  const type = /'descr': '[<|](f4|f8|u1)'/.exec(header)?.[1];
  const [, rows, columns] = /'shape': \((\d+), (\d+)\)/.exec(header) ?? [];
  if (type === undefined || rows === undefined || header.includes("'fortran_order': True")) return undefined;
  const [height, width] = [Number(rows), Number(columns)];
  const size = Number(type[1]);
  if (bytes.length !== length + size * width * height || width * height === 0) return undefined;
  const read = {
    f4: (at: number) => view.getFloat32(at, true),
    f8: (at: number) => view.getFloat64(at, true),
    u1: (at: number) => view.getUint8(at) / 255,
  }[type as 'f4' | 'f8' | 'u1'];
  const data = Float32Array.from({ length: width * height }, (_, i) => read(length + size * i));
  return { width, height, data };
}
