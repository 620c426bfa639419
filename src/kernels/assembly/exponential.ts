// Functions of the exponential, the same to the bit wherever they run.

/** eˣ of four numbers, to 2⁻²² of its value: 2ⁿ · eʳ with |r| ≤ ln 2 / 2. x is held within ±87. */
@inline
function exp4(x: v128): v128 {
  x = f32x4.pmin(f32x4.splat(87), f32x4.pmax(f32x4.splat(-87), x));
  // Rounds to the nearest integer, which is then the lowest bits.
  const magic = f32x4.splat(12582912);
  const bits = f32x4.add(f32x4.mul(x, f32x4.splat(1.44269504)), magic);
  const n = f32x4.sub(bits, magic);
  // ln 2 in two parts, the first of few bits.
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.12194440e-4)));
  let y = f32x4.splat(1.0 / 720);
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.0 / 120));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.0 / 24));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.0 / 6));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(0.5));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1));
  return f32x4.mul(y, i32x4.shl(i32x4.add(i32x4.sub(bits, i32x4.splat(0x4b400000)), i32x4.splat(127)), 23));
}

/** out = 1 / (1 + e⁻ˣ) of `count` numbers, a multiple of 4. In place where both are the same. */
export function sigmoid(src: usize, count: i32, out: usize): void {
  const one = f32x4.splat(1);
  for (let i = 0; i < count << 2; i += 16) {
    v128.store(out + i, f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(v128.load(src + i))))));
  }
}

/** out = e to the power of x less the largest: a softmax scaled to a maximum of 1. `count` is 1 or more. */
export function softmax(src: usize, count: i32, out: usize): void {
  const end = count << 2;
  const wide = end & ~15;
  let most = v128.load32_splat(src);
  for (let i = 0; i < wide; i += 16) most = f32x4.pmax(most, v128.load(src + i));
  for (let i = wide; i < end; i += 4) most = f32x4.pmax(most, v128.load32_splat(src + i));
  most = f32x4.pmax(most, v128.shuffle<i32>(most, most, 2, 3, 0, 1));
  most = f32x4.pmax(most, v128.shuffle<i32>(most, most, 1, 0, 3, 2));
  for (let i = 0; i < wide; i += 16) v128.store(out + i, exp4(f32x4.sub(v128.load(src + i), most)));
  for (let i = wide; i < end; i += 4) {
    v128.store_lane<f32>(out + i, exp4(f32x4.sub(v128.load32_splat(src + i), most)), 0);
  }
}

/**
 * Adds a quadratic: strength · (b₀ x² + b₁ y² + b₂ x + b₃ y + b₄ x y), where x and y go from -1 to 1.
 *
 * @param terms - b, five float32, and the strength.
 */
export function addCenter(logits: usize, width: i32, height: i32, terms: usize): void {
  const b0 = load<f32>(terms), b1 = load<f32>(terms, 4), b2 = load<f32>(terms, 8), b3 = load<f32>(terms, 12), b4 = load<f32>(terms, 16);
  const strength = load<f32>(terms, 20);
  for (let row = 0; row < height; row++) {
    const y: f32 = <f32>2 * <f32>row / <f32>(height - 1) - 1;
    for (let column = 0; column < width; column++) {
      const x: f32 = <f32>2 * <f32>column / <f32>(width - 1) - 1;
      store<f32>(logits, load<f32>(logits) + strength * (b0 * x * x + b1 * y * y + b2 * x + b3 * y + b4 * x * y));
      logits += 4;
    }
  }
}
