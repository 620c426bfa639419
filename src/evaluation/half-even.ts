/** Rounds to the nearest integer, halves to the even one, as IEEE 754 and NumPy do. */
export function halfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
