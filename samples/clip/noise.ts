/** A number in [0, 1) that looks random and depends on its arguments only. */
export function hash(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

/** Smooth noise in [0, 1): four octaves, the coarsest with features of 1. */
export function clouds(x: number, y: number, seed: number): number {
  let sum = 0;
  for (let octave = 0; octave < 4; octave++)
    sum += lattice(x * 2 ** octave, y * 2 ** octave, seed + octave) / 2 ** octave;
  return sum / 1.875;
}

function lattice(x: number, y: number, seed: number): number {
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const [tx, ty] = [ease(x - x0), ease(y - y0)];
  const upper = hash(x0, y0, seed) * (1 - tx) + hash(x0 + 1, y0, seed) * tx;
  const lower = hash(x0, y0 + 1, seed) * (1 - tx) + hash(x0 + 1, y0 + 1, seed) * tx;
  return upper * (1 - ty) + lower * ty;
}

const ease = (t: number) => t * t * (3 - 2 * t);
