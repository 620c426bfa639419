/** Gray level of a smooth, irregular pattern at any place: two hundred waves of 5 to 60 pixels, from one seed. */
export function texture(seed: number): (x: number, y: number) => number {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const waves = Array.from({ length: 200 }, () => {
    const length = 5 * 12 ** random();
    const angle = 2 * Math.PI * random();
    const k = (2 * Math.PI) / length;
    return [k * Math.cos(angle), k * Math.sin(angle), 2 * Math.PI * random(), length / 12] as const;
  });
  return (x, y) => {
    let sum = 0;
    for (const [kx, ky, phase, strength] of waves) sum += strength * Math.sin(kx * x + ky * y + phase);
    return Math.min(255, Math.max(0, 128 + 2.2 * sum));
  };
}

/** The pattern seen through a map of places, as bytes. */
export function draw(width: number, height: number, level: (x: number, y: number) => number): Uint8Array {
  const gray = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) gray[y * width + x] = Math.round(level(x, y));
  }
  return gray;
}
