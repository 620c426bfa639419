// Pictures whose content is known.

/** Numbers in [0, 1) that are the same in every run. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export type Color = readonly [number, number, number];

/** A picture painted pixel by pixel. */
export function paint(width: number, height: number, color: (x: number, y: number) => Color): Uint8Array {
  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rgb.set(color(x, y), 3 * (y * width + x));
  return rgb;
}

export function flat(width: number, height: number, color: Color): Uint8Array {
  return paint(width, height, () => color);
}

export function noise(width: number, height: number, seed: number): Uint8Array {
  const next = random(seed);
  return Uint8Array.from({ length: 3 * width * height }, () => 256 * next());
}

/** A disc on a slightly textured ground. */
export function disc(width: number, height: number, cx: number, cy: number, radius: number, seed = 1): Uint8Array {
  const next = random(seed);
  return paint(width, height, (x, y) => {
    const grain = 8 * next();
    return (x - cx) ** 2 + (y - cy) ** 2 < radius * radius
      ? [200 + grain, 60 + grain, 40 + grain]
      : [60 + grain, 90 + grain + (20 * x) / width, 110 + grain];
  });
}

/** Mean of the map where `inside` holds, and elsewhere. */
export function meansOf(map: ArrayLike<number>, width: number, inside: (x: number, y: number) => boolean) {
  const sums = [0, 0];
  const counts = [0, 0];
  for (let i = 0; i < map.length; i++) {
    const part = inside(i % width, Math.floor(i / width)) ? 0 : 1;
    sums[part]! += map[i]!;
    counts[part]! += 1;
  }
  return { inside: sums[0]! / counts[0]!, outside: sums[1]! / counts[1]! };
}
