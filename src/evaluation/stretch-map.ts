/** Stretches a map so that its least value is 0 and its greatest 1; a map of one value becomes 0. A new array. */
export function stretchMap(map: Float32Array): Float32Array {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < map.length; i++) {
    if (map[i]! < least) least = map[i]!;
    if (map[i]! > greatest) greatest = map[i]!;
  }
  const range = greatest - least;
  return range > 0 ? map.map((value) => (value - least) / range) : new Float32Array(map.length);
}
