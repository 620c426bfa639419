// Dense inverse search: Kroeger et al., "Fast Optical Flow using Dense Inverse Search", ECCV 2016, without the
// variational refinement. flow/dense-inverse-search.ts lays out the memory and runs the pyramid.
//
// Images and gradients are those of pyramid.ts.

export const PATCH: i32 = 8;
export const STEP: i32 = 4;
export const RECORD: i32 = 40;
// The leftmost place of a patch: one column of it still on the image.
export const LEAST: f32 = -7;
const FARTHEST: f32 = 64;
// Σ d·g / Σ g·g in the units above gives half of the Gauss–Newton step.
const STEP_UNIT: f32 = 2;
// Squared pixels: a shorter step ends the descent.
const STILL: f32 = 0.0004;
// A start that is this close to the present one (the sum of both differences, in pixels) is not worth trying.
const SAME: f32 = 0.25;
// Added to both diagonal entries of the structure tensor: less texture than noise does not move a patch.
const DAMPING: f32 = 64 * 64 * 64 * 0.02;

// The last evaluation of a patch: its residual (mean removed), and its products with the gradients.
let residual: f32 = 0;
let productX: f32 = 0;
let productY: f32 = 0;

/**
 * Finds for every patch of `template` the displacement at which `image` looks like it, gray offsets aside.
 *
 * Patches of 8 × 8 stand every 4 pixels, `columns` × `rows` of them, the last ones pushed back to the border. A patch
 * starts from the coarser flow, or from the neighbors' result where that fits better: in reading order first, then
 * backwards; and descends by Gauss–Newton steps, whose matrix is that of the template and thus computed once.
 *
 * @param coarseU - horizontal flow at half the size, as `coarseV`, rows `coarseStride` floats apart; 0: start from 0.
 * @param patches - overwritten, 40 bytes a patch: displacement x, y; inverse structure tensor xx, xy, yy; mean
 * gradients; residual and products with the gradients, at the displacement or at most 0.02 pixels from it.
 */
export function searchPatches(
  template: usize, image: usize, gx: usize, gy: usize, width: i32, height: i32, stride: i32,
  coarseU: usize, coarseV: usize, coarseStride: i32, coarseWidth: i32, coarseHeight: i32,
  patches: usize, columns: i32, rows: i32, steps: i32,
): void {
  const bytes = stride << 1;
  for (let r = 0; r < rows; r++) {
    const y = min(r * STEP, height - PATCH);
    for (let c = 0; c < columns; c++) {
      const x = min(c * STEP, width - PATCH);
      const p = patches + (r * columns + c) * RECORD;
      const at = y * bytes + (x << 1);
      prepare(p, gx + at, gy + at, bytes);
      let u: f32 = 0, v: f32 = 0;
      if (coarseU) {
        const cx = max(<f32>0, min(<f32>(x + PATCH / 2) * 0.5 - 0.25, <f32>(coarseWidth - 1) - 0.001));
        const cy = max(<f32>0, min(<f32>(y + PATCH / 2) * 0.5 - 0.25, <f32>(coarseHeight - 1) - 0.001));
        u = 2 * sample(coarseU, coarseStride, cx, cy);
        v = 2 * sample(coarseV, coarseStride, cx, cy);
      }
      store<f32>(p, u);
      store<f32>(p, v, 4);
    }
  }
  const last = columns * rows - 1;
  for (let i = 0; i <= last; i++) {
    const c = i % columns;
    descend(patches + i * RECORD, false, c > 0 ? RECORD : 0, i >= columns ? columns * RECORD : 0,
      min(c * STEP, width - PATCH), min(i / columns * STEP, height - PATCH),
      template, image, gx, gy, width, height, bytes, steps);
  }
  for (let i = last; i >= 0; i--) {
    const c = i % columns;
    descend(patches + i * RECORD, true, c < columns - 1 ? -RECORD : 0, i <= last - columns ? -columns * RECORD : 0,
      min(c * STEP, width - PATCH), min(i / columns * STEP, height - PATCH),
      template, image, gx, gy, width, height, bytes, steps);
  }
}

/** Computes the structure tensor of a patch, inverted, and its mean gradients. */
function prepare(patch: usize, gx: usize, gy: usize, bytes: i32): void {
  const ones = i16x8.splat(1);
  let xx = i32x4.splat(0), xy = xx, yy = xx, x = xx, y = xx;
  for (let row = 0; row < PATCH; row++) {
    const dx = v128.load(gx), dy = v128.load(gy);
    xx = i32x4.add(xx, i32x4.dot_i16x8_s(dx, dx));
    xy = i32x4.add(xy, i32x4.dot_i16x8_s(dx, dy));
    yy = i32x4.add(yy, i32x4.dot_i16x8_s(dy, dy));
    x = i32x4.add(x, i32x4.dot_i16x8_s(dx, ones));
    y = i32x4.add(y, i32x4.dot_i16x8_s(dy, ones));
    gx += bytes;
    gy += bytes;
  }
  const meanX = sumOf(x) * (1.0 / 64), meanY = sumOf(y) * (1.0 / 64);
  const a = sumOf(xx) + DAMPING, b = sumOf(xy), d = sumOf(yy) + DAMPING;
  const scale = STEP_UNIT / (a * d - b * b);
  store<f32>(patch, d * scale, 8);
  store<f32>(patch, -b * scale, 12);
  store<f32>(patch, a * scale, 16);
  store<f32>(patch, meanX, 20);
  store<f32>(patch, meanY, 24);
}

@inline
function sumOf(v: v128): f32 {
  const f = f32x4.convert_i32x4_s(v);
  return f32x4.extract_lane(f, 0) + f32x4.extract_lane(f, 1) + (f32x4.extract_lane(f, 2) + f32x4.extract_lane(f, 3));
}

@inline
function sample(plane: usize, stride: i32, x: f32, y: f32): f32 {
  const x0 = <i32>x, y0 = <i32>y;
  const p = plane + ((y0 * stride + x0) << 2), q = p + (stride << 2);
  const fx = x - <f32>x0, fy = y - <f32>y0;
  const top = load<f32>(p) + fx * (load<f32>(p, 4) - load<f32>(p));
  const bottom = load<f32>(q) + fx * (load<f32>(q, 4) - load<f32>(q));
  return top + fy * (bottom - top);
}

/**
 * Moves one patch: `side` and `above` are byte distances back to the neighbors that were moved before it, or 0.
 *
 * @param again - whether it was moved before: it then goes on only from a neighbor's place that fits better.
 */
function descend(
  patch: usize, again: bool, side: i32, above: i32, x: i32, y: i32,
  template: usize, image: usize, gx: usize, gy: usize, width: i32, height: i32, bytes: i32, steps: i32,
): void {
  const at = y * bytes + (x << 1);
  template += at;
  gx += at;
  gy += at;
  let u = load<f32>(patch), v = load<f32>(patch, 4);
  if (again) {
    residual = load<f32>(patch, 28);
    productX = load<f32>(patch, 32);
    productY = load<f32>(patch, 36);
  } else {
    evaluate(template, image, gx, gy, x, y, u, v, width, height, bytes, patch);
  }
  let better = !again;
  if (side && fitsBetter(patch - side, template, image, gx, gy, x, y, u, v, width, height, bytes, patch)) {
    u = load<f32>(patch - side);
    v = load<f32>(patch - side, 4);
    better = true;
  }
  if (above && fitsBetter(patch - above, template, image, gx, gy, x, y, u, v, width, height, bytes, patch)) {
    u = load<f32>(patch - above);
    v = load<f32>(patch - above, 4);
    better = true;
  }
  if (!better) return;
  const hxx = load<f32>(patch, 8), hxy = load<f32>(patch, 12), hyy = load<f32>(patch, 16);
  const startU = u, startV = v;
  let best = residual, px = productX, py = productY;
  for (let step = 0; step < steps; step++) {
    const du = hxx * px + hxy * py, dv = hxy * px + hyy * py;
    let nu = u - du, nv = v - dv;
    // A patch that wanders farther than its own size has lost its way, and goes back.
    const lost = (nu - startU) * (nu - startU) + (nv - startV) * (nv - startV) > FARTHEST;
    if (lost) {
      nu = startU;
      nv = startV;
    } else if (du * du + dv * dv < STILL) {
      u = nu;
      v = nv;
      break;
    }
    evaluate(template, image, gx, gy, x, y, nu, nv, width, height, bytes, patch);
    if (residual >= best && !lost) break;
    best = residual;
    px = productX;
    py = productY;
    u = nu;
    v = nv;
    if (lost) break;
  }
  store<f32>(patch, u);
  store<f32>(patch, v, 4);
  store<f32>(patch, best, 28);
  store<f32>(patch, px, 32);
  store<f32>(patch, py, 36);
}

/**
 * Tells whether a neighbor's displacement fits a patch better than (u, v), which was evaluated last; the better one is
 * then.
 */
@inline
function fitsBetter(
  neighbor: usize, template: usize, image: usize, gx: usize, gy: usize, x: i32, y: i32, u: f32, v: f32,
  width: i32, height: i32, bytes: i32, patch: usize,
): bool {
  const nu = load<f32>(neighbor), nv = load<f32>(neighbor, 4);
  if (abs(nu - u) + abs(nv - v) <= SAME) return false;
  const r = residual, px = productX, py = productY;
  evaluate(template, image, gx, gy, x, y, nu, nv, width, height, bytes, patch);
  if (residual < r) return true;
  residual = r;
  productX = px;
  productY = py;
  return false;
}

/** Sets `residual`, `productX` and `productY` for a patch at (x, y) displaced by (u, v). */
function evaluate(
  template: usize, image: usize, gx: usize, gy: usize, x: i32, y: i32, u: f32, v: f32,
  width: i32, height: i32, bytes: i32, patch: usize,
): void {
  const px: f32 = max(LEAST, min(<f32>x + u, <f32>(width - 1))), py: f32 = max(LEAST, min(<f32>y + v, <f32>(height - 1)));
  const x0 = <i32>floor(px), y0 = <i32>floor(py);
  const fx = i16x8.splat(<i16>((px - <f32>x0) * 32767)), fy = i16x8.splat(<i16>((py - <f32>y0) * 32767));
  let p = image + y0 * bytes + (x0 << 1);
  const ones = i16x8.splat(1);
  let dx = i32x4.splat(0), dy = dx, squares = dx, sum = dx;
  let upper = lerp(v128.load(p), v128.load(p, 2), fx);
  for (let row = 0; row < PATCH; row++) {
    p += bytes;
    const lower = lerp(v128.load(p), v128.load(p, 2), fx);
    const d = i16x8.sub(lerp(upper, lower, fy), v128.load(template));
    dx = i32x4.add(dx, i32x4.dot_i16x8_s(d, v128.load(gx)));
    dy = i32x4.add(dy, i32x4.dot_i16x8_s(d, v128.load(gy)));
    squares = i32x4.add(squares, i32x4.dot_i16x8_s(d, d));
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(d, ones));
    upper = lower;
    template += bytes;
    gx += bytes;
    gy += bytes;
  }
  const sums = pairSums(
    pairSums(f32x4.convert_i32x4_s(dx), f32x4.convert_i32x4_s(dy)),
    pairSums(f32x4.convert_i32x4_s(squares), f32x4.convert_i32x4_s(sum)),
  );
  const total = f32x4.extract_lane(sums, 3);
  productX = f32x4.extract_lane(sums, 0) - total * load<f32>(patch, 20);
  productY = f32x4.extract_lane(sums, 1) - total * load<f32>(patch, 24);
  residual = f32x4.extract_lane(sums, 2) - total * total * (1.0 / 64);
}

/** Sums of neighbors: those of a, then those of b. */
@inline
function pairSums(a: v128, b: v128): v128 {
  return f32x4.add(v128.shuffle<i32>(a, b, 0, 2, 4, 6), v128.shuffle<i32>(a, b, 1, 3, 5, 7));
}

@inline
export function lerp(a: v128, b: v128, f: v128): v128 {
  return i16x8.add(a, i16x8.q15mulr_sat_s(i16x8.sub(b, a), f));
}
