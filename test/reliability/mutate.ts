/** Gives numbers in [0, 1) that depend on the seed alone. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Chooses one of several. */
export function choose<T>(random: () => number, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)]!;
}

/** Damages bytes in one to four places: flipped, cut out, doubled, overwritten, cut off. */
export function mutate(bytes: Buffer, random: () => number): Buffer {
  let out: Buffer = Buffer.from(bytes);
  const rounds = 1 + Math.floor(4 * random());
  for (let i = 0; i < rounds && out.length > 0; i++) out = ways[Math.floor(ways.length * random())]!(out, random);
  return out;
}

const at = (bytes: Buffer, random: () => number) => Math.floor(bytes.length * random() * random());
const some = (random: () => number) => 1 + Math.floor(64 * random() ** 2);

const ways: readonly ((bytes: Buffer, random: () => number) => Buffer)[] = [
  (bytes, random) => {
    for (let i = some(random); i > 0; i--) bytes[Math.floor(bytes.length * random())]! ^= 1 << Math.floor(8 * random());
    return bytes;
  },
  (bytes, random) => {
    const start = at(bytes, random);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + some(random))]);
  },
  (bytes, random) => {
    const start = at(bytes, random);
    const part = bytes.subarray(start, start + some(random));
    return Buffer.concat([bytes.subarray(0, start), part, bytes.subarray(start)]);
  },
  (bytes, random) =>
    bytes.fill(choose(random, [0, 0xff, 0x7f, 0x20]), at(bytes, random), at(bytes, random) + some(random)),
  (bytes, random) => bytes.subarray(0, Math.floor(bytes.length * random())),
  (bytes, random) => {
    // A size or a count, in either order of bytes.
    const start = Math.min(at(bytes, random), Math.max(0, bytes.length - 4));
    const value = choose(random, [0, 1, 0x7fffffff, 0xffffffff, 0x10000]);
    if (bytes.length >= 4) random() < 0.5 ? bytes.writeUInt32BE(value, start) : bytes.writeUInt32LE(value, start);
    return bytes;
  },
];
