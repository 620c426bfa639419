// What a network is told beside the colors: the mean of the whole picture, and a prior map. Pictures as in depthwise.ts.

/**
 * out = src + W · (mean of src) + b, at every pixel.
 *
 * @param weights - channels × channels float32, those of one input together; `biases` one a channel.
 * @param scratch - clobbered, 8 bytes a channel.
 */
export function addContext(src: usize, rowBytes: i32, width: i32, height: i32, channels: i32, weights: usize, biases: usize, scratch: usize, out: usize): void {
  const pixel = channels << 2, means = scratch, added = scratch + pixel;
  memory.fill(means, 0, pixel);
  memory.copy(added, biases, pixel);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = src + y * rowBytes + x * pixel;
      for (let i = 0; i < pixel; i += 16) v128.store(means + i, f32x4.add(v128.load(means + i), v128.load(p + i)));
    }
  }
  const share: f32 = <f32>1 / <f32>(width * height);
  for (let c = 0; c < pixel; c += 4) {
    const mean = f32x4.splat(share * load<f32>(means + c));
    for (let i = 0; i < pixel; i += 16) v128.store(added + i, f32x4.add(v128.load(added + i), f32x4.mul(mean, v128.load(weights + i))));
    weights += pixel;
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * rowBytes + x * pixel;
      for (let i = 0; i < pixel; i += 16) v128.store(out + at + i, f32x4.add(v128.load(src + at + i), v128.load(added + i)));
    }
  }
}

/** out = src + w · prior, where the prior is one number a pixel, without a margin, and w one a channel. */
export function addPrior(src: usize, rowBytes: i32, width: i32, height: i32, channels: i32, prior: usize, weights: usize, out: usize): void {
  const pixel = channels << 2;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = v128.load32_splat(prior), at = y * rowBytes + x * pixel;
      for (let i = 0; i < pixel; i += 16) {
        v128.store(out + at + i, f32x4.add(v128.load(src + at + i), f32x4.mul(value, v128.load(weights + i))));
      }
      prior += 4;
    }
  }
}

/** Halves a map: the mean of each two by two. @param width - and `height`, of `out`. */
export function poolMap(map: usize, width: i32, height: i32, out: usize): void {
  const row = width << 3;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = map + (x << 3);
      store<f32>(out, <f32>0.25 * (load<f32>(p) + load<f32>(p, 4) + (load<f32>(p + row) + load<f32>(p + row, 4))));
      out += 4;
    }
    map += row << 1;
  }
}
