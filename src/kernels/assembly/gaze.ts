// Where eyes rest, as logits: motion raises them.

/**
 * Adds weight · s / (s + half), s being the length of a vector of a flow of half the map's size, to the four pixels under
 * it. Where the map is odd, its last row or column takes the vector beside it.
 */
export function addSpeed(map: usize, width: i32, height: i32, u: usize, v: usize, flowWidth: i32, flowHeight: i32, weight: f32, half: f32): void {
  for (let y = 0; y < height; y++) {
    const row = <usize>(min(y >> 1, flowHeight - 1) * flowWidth) << 2;
    for (let x = 0; x < width; x++) {
      const at = row + (<usize>min(x >> 1, flowWidth - 1) << 2);
      const a = load<f32>(u + at), b = load<f32>(v + at);
      const speed: f32 = sqrt(a * a + b * b);
      store<f32>(map, load<f32>(map) + weight * speed / (speed + half));
      map += 4;
    }
  }
}

/** The mean of `count` numbers. */
export function mean(map: usize, count: i32): f32 {
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) sum += load<f32>(map + (<usize>i << 2));
  return <f32>(sum / count);
}
