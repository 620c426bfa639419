// From the displacements of patches, which flow.ts finds, to those of pixels.
import { LEAST, lerp, PATCH, RECORD, STEP } from './flow';

/**
 * Turns the displacements of the patches into a flow of every pixel: the mean over the patches that cover it, each with
 * the weight 1 / max(1, |d|), d being the difference in gray levels that its displacement leaves there.
 *
 * @param u - overwritten, as `v` and `weight`; width · height floats, without padding.
 */
export function densify(
  template: usize, image: usize, width: i32, height: i32, stride: i32,
  patches: usize, columns: i32, rows: i32, u: usize, v: usize, weight: usize,
): void {
  const bytes = stride << 1, plane = (width * height) << 2;
  memory.fill(u, 0, plane);
  memory.fill(v, 0, plane);
  memory.fill(weight, 0, plane);
  for (let r = 0; r < rows; r++) {
    const y = min(r * STEP, height - PATCH);
    for (let c = 0; c < columns; c++) {
      const x = min(c * STEP, width - PATCH);
      const p = patches + (r * columns + c) * RECORD;
      spread(template + y * bytes + (x << 1), image, width, height, bytes, x, y, load<f32>(p), load<f32>(p, 4), u, v, weight);
    }
  }
  let i: usize = 0;
  for (; i + 16 <= <usize>plane; i += 16) {
    const w = f32x4.div(f32x4.splat(1), v128.load(weight + i));
    v128.store(u + i, f32x4.mul(v128.load(u + i), w));
    v128.store(v + i, f32x4.mul(v128.load(v + i), w));
  }
  for (; i < <usize>plane; i += 4) {
    store<f32>(u + i, load<f32>(u + i) / load<f32>(weight + i));
    store<f32>(v + i, load<f32>(v + i) / load<f32>(weight + i));
  }
}

/** Adds one patch to the sums of the pixels that it covers. */
function spread(
  template: usize, image: usize, width: i32, height: i32, bytes: i32, x: i32, y: i32, pu: f32, pv: f32,
  u: usize, v: usize, weight: usize,
): void {
  const px: f32 = max(LEAST, min(<f32>x + pu, <f32>(width - 1))), py: f32 = max(LEAST, min(<f32>y + pv, <f32>(height - 1)));
  const x0 = <i32>floor(px), y0 = <i32>floor(py);
  const fx = i16x8.splat(<i16>((px - <f32>x0) * 32767)), fy = i16x8.splat(<i16>((py - <f32>y0) * 32767));
  const us = f32x4.splat(pu), vs = f32x4.splat(pv);
  let p = image + y0 * bytes + (x0 << 1);
  let upper = lerp(v128.load(p), v128.load(p, 2), fx);
  let at = (y * width + x) << 2;
  for (let row = 0; row < PATCH; row++) {
    p += bytes;
    const lower = lerp(v128.load(p), v128.load(p, 2), fx);
    const d = i16x8.max_s(i16x8.abs(i16x8.sub(lerp(upper, lower, fy), v128.load(template))), i16x8.splat(32));
    const left = f32x4.div(f32x4.splat(32), f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(d)));
    const right = f32x4.div(f32x4.splat(32), f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(d)));
    v128.store(weight + at, f32x4.add(v128.load(weight + at), left));
    v128.store(weight + at, f32x4.add(v128.load(weight + at, 16), right), 16);
    v128.store(u + at, f32x4.add(v128.load(u + at), f32x4.mul(left, us)));
    v128.store(u + at, f32x4.add(v128.load(u + at, 16), f32x4.mul(right, us)), 16);
    v128.store(v + at, f32x4.add(v128.load(v + at), f32x4.mul(left, vs)));
    v128.store(v + at, f32x4.add(v128.load(v + at, 16), f32x4.mul(right, vs)), 16);
    upper = lower;
    template += bytes;
    at += width << 2;
  }
}
