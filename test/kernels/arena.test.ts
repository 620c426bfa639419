import { expect, test } from 'vitest';
import { Arena } from '#lib/kernels/arena.js';
import { instantiateKernels } from '#lib/kernels/kernels.js';

test('arrays of all types are zeroed, aligned and apart', () => {
  const arena = new Arena(4096);
  const arrays = [
    arena.uint8(5),
    arena.uint16(3),
    arena.int16(7),
    arena.int32(1),
    arena.float32(9),
    arena.float64(2),
    arena.uint8(0),
  ];
  let end = 131072;
  for (const array of arrays) {
    expect(array.buffer).toBe(arena.memory.buffer);
    expect(array.byteOffset % 16).toBe(0);
    expect(array.byteOffset).toBeGreaterThanOrEqual(end);
    expect(array.every((value) => value === 0)).toBe(true);
    end = array.byteOffset + array.byteLength;
  }
});

test('an arena gives its whole capacity and no more', () => {
  const arena = new Arena(65536);
  arena.uint8(65520);
  arena.uint8(16);
  expect(() => arena.uint8(1)).toThrow(/full/);
});

test('an arena beyond 4 GiB is refused', () => {
  expect(() => new Arena(2 ** 32)).toThrow(/4 GiB/);
});

test('the tables of the kernels lie before all arrays', () => {
  const arena = new Arena(16);
  const first = arena.uint8(1).byteOffset;
  expect(instantiateKernels(arena.memory).labTables() + 3 * 256 * 16 + 3 * 4096 * 8).toBeLessThanOrEqual(first);
});
