// Convolutions of each channel for itself. Pictures are float32, all channels of a pixel together, with a margin of two
// pixels of zeros around: an address is that of the pixel at the left, inside the margin.
//
// Weights: a bias a channel, then for each of the places, row by row, a weight a channel.

/** One row of 3×3 sums of pixels `stride` apart, 1 or 2: `width` of them, rounded up to a multiple of 4. */
export function depthwise3(src: usize, rowBytes: i32, channels: i32, stride: i32, weights: usize, width: i32, dst: usize): void {
  const pixel = channels << 2;
  src -= rowBytes + pixel;
  for (let x = 0; x < width; x += 4) {
    for (let at = 0; at < pixel; at += 16) {
      let a = v128.load(weights + at), b = a, c = a, d = a;
      let w = weights + pixel + at, row = src + at;
      for (let y = 0; y < 3; y++) {
        const w0 = v128.load(w), w1 = v128.load(w + pixel), w2 = v128.load(w + (pixel << 1));
        let p = row;
        if (stride == 1) {
          let v = v128.load(p);
          a = f32x4.add(a, f32x4.mul(v, w0));
          v = v128.load((p += pixel));
          a = f32x4.add(a, f32x4.mul(v, w1));
          b = f32x4.add(b, f32x4.mul(v, w0));
          v = v128.load((p += pixel));
          a = f32x4.add(a, f32x4.mul(v, w2));
          b = f32x4.add(b, f32x4.mul(v, w1));
          c = f32x4.add(c, f32x4.mul(v, w0));
          v = v128.load((p += pixel));
          b = f32x4.add(b, f32x4.mul(v, w2));
          c = f32x4.add(c, f32x4.mul(v, w1));
          d = f32x4.add(d, f32x4.mul(v, w0));
          v = v128.load((p += pixel));
          c = f32x4.add(c, f32x4.mul(v, w2));
          d = f32x4.add(d, f32x4.mul(v, w1));
          v = v128.load((p += pixel));
          d = f32x4.add(d, f32x4.mul(v, w2));
        } else {
          let v = v128.load(p);
          a = f32x4.add(a, f32x4.mul(v, w0));
          v = v128.load((p += pixel));
          a = f32x4.add(a, f32x4.mul(v, w1));
          v = v128.load((p += pixel));
          a = f32x4.add(a, f32x4.mul(v, w2));
          b = f32x4.add(b, f32x4.mul(v, w0));
          v = v128.load((p += pixel));
          b = f32x4.add(b, f32x4.mul(v, w1));
          v = v128.load((p += pixel));
          b = f32x4.add(b, f32x4.mul(v, w2));
          c = f32x4.add(c, f32x4.mul(v, w0));
          v = v128.load((p += pixel));
          c = f32x4.add(c, f32x4.mul(v, w1));
          v = v128.load((p += pixel));
          c = f32x4.add(c, f32x4.mul(v, w2));
          d = f32x4.add(d, f32x4.mul(v, w0));
          v = v128.load((p += pixel));
          d = f32x4.add(d, f32x4.mul(v, w1));
          v = v128.load((p += pixel));
          d = f32x4.add(d, f32x4.mul(v, w2));
        }
        row += rowBytes;
        w += 3 * pixel;
      }
      store4(dst + at, pixel, a, b, c, d);
    }
    src += (stride * pixel) << 2;
    dst += pixel << 2;
  }
}

/** One row of 5×5 sums: `width` of them, rounded up to a multiple of 4. */
export function depthwise5(src: usize, rowBytes: i32, channels: i32, weights: usize, width: i32, dst: usize): void {
  const pixel = channels << 2;
  src -= 2 * (rowBytes + pixel);
  for (let x = 0; x < width; x += 4) {
    for (let at = 0; at < pixel; at += 16) {
      let a = v128.load(weights + at), b = a, c = a, d = a;
      let w = weights + at, row = src + at;
      for (let y = 0; y < 5; y++) {
        const w0 = v128.load((w += pixel)), w1 = v128.load((w += pixel)), w2 = v128.load((w += pixel));
        const w3 = v128.load((w += pixel)), w4 = v128.load((w += pixel));
        let p = row;
        let v = v128.load(p);
        a = f32x4.add(a, f32x4.mul(v, w0));
        v = v128.load((p += pixel));
        a = f32x4.add(a, f32x4.mul(v, w1));
        b = f32x4.add(b, f32x4.mul(v, w0));
        v = v128.load((p += pixel));
        a = f32x4.add(a, f32x4.mul(v, w2));
        b = f32x4.add(b, f32x4.mul(v, w1));
        c = f32x4.add(c, f32x4.mul(v, w0));
        v = v128.load((p += pixel));
        a = f32x4.add(a, f32x4.mul(v, w3));
        b = f32x4.add(b, f32x4.mul(v, w2));
        c = f32x4.add(c, f32x4.mul(v, w1));
        d = f32x4.add(d, f32x4.mul(v, w0));
        v = v128.load((p += pixel));
        a = f32x4.add(a, f32x4.mul(v, w4));
        b = f32x4.add(b, f32x4.mul(v, w3));
        c = f32x4.add(c, f32x4.mul(v, w2));
        d = f32x4.add(d, f32x4.mul(v, w1));
        v = v128.load((p += pixel));
        b = f32x4.add(b, f32x4.mul(v, w4));
        c = f32x4.add(c, f32x4.mul(v, w3));
        d = f32x4.add(d, f32x4.mul(v, w2));
        v = v128.load((p += pixel));
        c = f32x4.add(c, f32x4.mul(v, w4));
        d = f32x4.add(d, f32x4.mul(v, w3));
        v = v128.load((p += pixel));
        d = f32x4.add(d, f32x4.mul(v, w4));
        row += rowBytes;
      }
      store4(dst + at, pixel, a, b, c, d);
    }
    src += pixel << 2;
    dst += pixel << 2;
  }
}

@inline
function store4(dst: usize, step: i32, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(dst, a);
  v128.store((dst += step), b);
  v128.store((dst += step), c);
  v128.store((dst += step), d);
}
