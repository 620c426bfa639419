// Global motion: an affine map fitted to samples of a flow, and what of the flow it leaves.
//
// Samples are planes of `stride` floats, `stride` a multiple of 4, one after another: place x, y; displacement u, v;
// prior weight, 0 for padding. An affine map is six floats: u = a0 + a1 x + a2 y, v = a3 + a4 x + a5 y.

// Residuals are counted by their float bits: bins of 1/64 of an octave from 2⁻⁸ on, 16 octaves.
const BINS: i32 = 1024;
// Squared pixels by which a way there and back may miss.
const LOST: f32 = 0.25;
const FIRST_BIN: i32 = (119 << 23) >> 17;

/** Adds the prior weight of every sample to the bin of the length of its residual; `bins` is 1024 floats, overwritten. */
export function countResiduals(samples: usize, stride: i32, affine: usize, bins: usize): void {
  memory.fill(bins, 0, BINS << 2);
  const plane = <usize>stride << 2;
  for (let i: usize = 0; i < plane; i += 16) {
    const length = f32x4.sqrt(squaredResidual(samples + i, plane, affine));
    const bin = i32x4.min_s(i32x4.splat(BINS - 1), i32x4.max_s(i32x4.splat(0), i32x4.sub(i32x4.shr_u(length, 17), i32x4.splat(FIRST_BIN))));
    const weight = v128.load(samples + i + 4 * plane);
    count(bins, i32x4.extract_lane(bin, 0), f32x4.extract_lane(weight, 0));
    count(bins, i32x4.extract_lane(bin, 1), f32x4.extract_lane(weight, 1));
    count(bins, i32x4.extract_lane(bin, 2), f32x4.extract_lane(weight, 2));
    count(bins, i32x4.extract_lane(bin, 3), f32x4.extract_lane(weight, 3));
  }
}

@inline
function count(bins: usize, bin: i32, weight: f32): void {
  const p = bins + (bin << 2);
  store<f32>(p, load<f32>(p) + weight);
}

@inline
function squaredResidual(sample: usize, plane: usize, affine: usize): v128 {
  const x = v128.load(sample), y = v128.load(sample + plane);
  const du = f32x4.sub(v128.load(sample + 2 * plane), affineOf(affine, x, y));
  const dv = f32x4.sub(v128.load(sample + 3 * plane), affineOf(affine + 12, x, y));
  return f32x4.add(f32x4.mul(du, du), f32x4.mul(dv, dv));
}

@inline
function affineOf(a: usize, x: v128, y: v128): v128 {
  return f32x4.add(
    f32x4.splat(load<f32>(a)),
    f32x4.add(f32x4.mul(f32x4.splat(load<f32>(a, 4)), x), f32x4.mul(f32x4.splat(load<f32>(a, 8)), y)),
  );
}

/**
 * Writes the sums of the normal equations under the weights ω = prior / (1 + r² · inverse)²:
 * ω (1, x, y, xx, xy, yy, u, ux, uy, v, vx, vy).
 */
export function sumNormalEquations(samples: usize, stride: i32, affine: usize, inverse: f32, sums: usize): void {
  const plane = <usize>stride << 2, one = f32x4.splat(1), factor = f32x4.splat(inverse);
  let s = f32x4.splat(0), sx = s, sy = s, sxx = s, sxy = s, syy = s, su = s, sux = s, suy = s, sv = s, svx = s, svy = s;
  for (let i: usize = 0; i < plane; i += 16) {
    const p = samples + i;
    const x = v128.load(p), y = v128.load(p + plane), u = v128.load(p + 2 * plane), v = v128.load(p + 3 * plane);
    const t = f32x4.add(one, f32x4.mul(squaredResidual(p, plane, affine), factor));
    const w = f32x4.div(v128.load(p + 4 * plane), f32x4.mul(t, t));
    const wx = f32x4.mul(w, x), wy = f32x4.mul(w, y);
    s = f32x4.add(s, w);
    sx = f32x4.add(sx, wx);
    sy = f32x4.add(sy, wy);
    sxx = f32x4.add(sxx, f32x4.mul(wx, x));
    sxy = f32x4.add(sxy, f32x4.mul(wx, y));
    syy = f32x4.add(syy, f32x4.mul(wy, y));
    su = f32x4.add(su, f32x4.mul(w, u));
    sux = f32x4.add(sux, f32x4.mul(wx, u));
    suy = f32x4.add(suy, f32x4.mul(wy, u));
    sv = f32x4.add(sv, f32x4.mul(w, v));
    svx = f32x4.add(svx, f32x4.mul(wx, v));
    svy = f32x4.add(svy, f32x4.mul(wy, v));
  }
  store<f32>(sums, total(s));
  store<f32>(sums, total(sx), 4);
  store<f32>(sums, total(sy), 8);
  store<f32>(sums, total(sxx), 12);
  store<f32>(sums, total(sxy), 16);
  store<f32>(sums, total(syy), 20);
  store<f32>(sums, total(su), 24);
  store<f32>(sums, total(sux), 28);
  store<f32>(sums, total(suy), 32);
  store<f32>(sums, total(sv), 36);
  store<f32>(sums, total(svx), 40);
  store<f32>(sums, total(svy), 44);
}

@inline
function total(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/**
 * Writes what an affine map leaves of a flow, in units of 1 / scale.
 *
 * The place of pixel (x, y) is (x · stepX − 1, y · stepY + top).
 */
export function subtractAffine(
  u: usize, v: usize, width: i32, height: i32, affine: usize, stepX: f32, stepY: f32, top: f32, scale: f32, outU: usize, outV: usize,
): void {
  const factor = f32x4.splat(scale);
  for (let y = 0; y < height; y++) {
    const py = f32x4.splat(<f32>y * stepY + top);
    for (let x = 0; x < width; x += 4) {
      const from = max(0, min(x, width - 4));
      const at = (y * width + from) << 2;
      const px = f32x4.sub(f32x4.mul(f32x4.add(f32x4.splat(<f32>from), f32x4(0, 1, 2, 3)), f32x4.splat(stepX)), f32x4.splat(1));
      v128.store(outU + at, f32x4.mul(factor, f32x4.sub(v128.load(u + at), affineOf(affine, px, py))));
      v128.store(outV + at, f32x4.mul(factor, f32x4.sub(v128.load(v + at), affineOf(affine + 12, px, py))));
    }
  }
}

/**
 * Replaces a vector of `restU` and `restV` by that of the other field, if that is shorter, where following (u, v) and
 * then the flow back, (backU, backV), does not return to the pixel.
 */
export function keepShorterIfLost(
  u: usize, v: usize, backU: usize, backV: usize, width: i32, height: i32, restU: usize, restV: usize, otherU: usize, otherV: usize,
): void {
  const right = <f32>(width - 1), bottom = <f32>(height - 1);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) << 2;
      const du = load<f32>(u + at), dv = load<f32>(v + at);
      const sx = max(<f32>0, min(right, <f32>x + du)), sy = max(<f32>0, min(bottom, <f32>y + dv));
      const p = (<i32>(sy + 0.5) * width + <i32>(sx + 0.5)) << 2;
      const eu = du + load<f32>(backU + p), ev = dv + load<f32>(backV + p);
      if (eu * eu + ev * ev < LOST + 0.01 * (du * du + dv * dv)) continue;
      const ru = load<f32>(restU + at), rv = load<f32>(restV + at), ou = load<f32>(otherU + at), ov = load<f32>(otherV + at);
      if (ou * ou + ov * ov < ru * ru + rv * rv) {
        store<f32>(restU + at, ou);
        store<f32>(restV + at, ov);
      }
    }
  }
}

/** Replaces every vector by the one of the other field, with its sign changed, where that is shorter. */
export function keepShorter(u: usize, v: usize, otherU: usize, otherV: usize, count: i32): void {
  for (let i: usize = 0, end = <usize>count << 2; i < end; i += 16) {
    // The last four overlap those before them.
    const at = min(i, end - 16);
    const au = v128.load(u + at), av = v128.load(v + at), bu = v128.load(otherU + at), bv = v128.load(otherV + at);
    const shorter = f32x4.lt(
      f32x4.add(f32x4.mul(bu, bu), f32x4.mul(bv, bv)),
      f32x4.add(f32x4.mul(au, au), f32x4.mul(av, av)),
    );
    v128.store(u + at, v128.bitselect(f32x4.neg(bu), au, shorter));
    v128.store(v + at, v128.bitselect(f32x4.neg(bv), av, shorter));
  }
}
