// Pairs of nodes of a lattice.

/**
 * Adds |feature(i) − feature(j)| · rows(dy) · columns(|dx|) of each pair of nodes to both of them in `out`, which is zeroed.
 * All are float32; `columns` and `rows` hold the nearness at each distance.
 */
export function addUnlikeness(feature: usize, width: i32, height: i32, columns: usize, rows: usize, out: usize): void {
  memory.fill(out, 0, <usize>(width * height) << 2);
  for (let dy = 0; dy < height; dy++) {
    const down = load<f32>(rows + (<usize>dy << 2));
    for (let dx = dy == 0 ? 1 : 1 - width; dx < width; dx++) {
      const near = down * load<f32>(columns + (<usize>abs(dx) << 2));
      const near4 = f32x4.splat(near);
      const step = <usize>(dy * width + dx) << 2;
      const from = max(0, -dx), to = min(width, width - dx);
      for (let y = 0; y < height - dy; y++) {
        let i = <usize>(y * width + from) << 2;
        const end = <usize>(y * width + to) << 2;
        for (; i + 16 <= end; i += 16) {
          const p = feature + i, q = out + i;
          const weight = f32x4.mul(near4, f32x4.abs(f32x4.sub(v128.load(p), v128.load(p + step))));
          v128.store(q, f32x4.add(v128.load(q), weight));
          v128.store(q + step, f32x4.add(v128.load(q + step), weight));
        }
        for (; i < end; i += 4) {
          const p = feature + i, q = out + i;
          const weight = near * abs(load<f32>(p) - load<f32>(p + step));
          store<f32>(q, load<f32>(q) + weight);
          store<f32>(q + step, load<f32>(q + step) + weight);
        }
      }
    }
  }
}
