/** Replaces each level by its difference from the one above it, modulo 256. */
export function subtractAbove(levels: Uint8Array, width: number): void {
  for (let i = levels.length - 1; i >= width; i--) levels[i] = levels[i]! - levels[i - width]!;
}

/** Undoes {@link subtractAbove}. */
export function addAbove(levels: Uint8Array, width: number): void {
  const length = levels.length;
  for (let i = width; i < length; i++) levels[i] = levels[i]! + levels[i - width]!;
}
