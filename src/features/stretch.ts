/**
 * Makes the least value of a map 0 and the greatest 1, in place.
 *
 * @returns false for an even map, which becomes 0.
 */
export function stretch(values: Float32Array): boolean {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  const scale = greatest > least ? 1 / (greatest - least) : 0;
  for (let i = 0; i < values.length; i++) {
    const value = scale * (values[i]! - least);
    values[i] = value > 1 ? 1 : value;
  }
  return greatest > least;
}
