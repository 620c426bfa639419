/** Limits the motion of a virtual camera. Lengths are shares of the picture's side along which it moves. */
export interface CameraLimits {
  /** Shares a second. */
  readonly maxSpeed: number;
  /** Shares a second squared. */
  readonly maxAcceleration: number;
}

/** Weights of speed, acceleration and jerk, absolute. */
const WEIGHTS = [1, 0.3, 0.04] as const;
/** Weights of what is squared: leaving the corridor, leaving the picture, being off the corridor's middle. */
const CORRIDOR = 2000;
const PICTURE = 1e7;
const MIDDLE = 1e-3;
/** A derivative below this, in shares a second (squared, cubed: ten times more each), counts as none. */
const FLOOR = 1e-3;
/** Weight of the squared excess over a limit, raised tenfold each round; the solver aims a little below the limits. */
const EXCESS = 10;
const AIM = 0.97;
const ROUNDS = 8;
const ITERATIONS = 25;

/** Coefficients of the first, second and third difference. */
const DIFFERENCES = [
  [-1, 1],
  [1, -2, 1],
  [-1, 3, -3, 1],
] as const;
const BANDS = 4;

/** Bounds of a path: between which values it may run in each frame, and how far it may go at all. */
export interface Corridor {
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** The path stays in [0, span]. */
  readonly span: number;
}

/**
 * Gives the path through a corridor with the least absolute speed, acceleration and jerk.
 *
 * min Σ λ₁|u′| + λ₂|u″| + λ₃|u‴| + c · dist(u, [low, high])², with |u′| and |u″| held below the limits by squared
 * penalties. Solved by iteratively reweighted least squares: each iteration is one symmetric system of seven diagonals,
 * O(frames). A path that cannot be had within the limits rests at its mean.
 */
export function smoothPath(corridor: Corridor, framesPerSecond: number, limits: CameraLimits): Float64Array {
  const { low, high, span } = corridor;
  const path = low.map((value, i) => (value + high[i]!) / 2);
  const middle = path.slice();
  const bands = new Float64Array(BANDS * path.length);
  const right = new Float64Array(path.length);
  const bounds = [limits.maxSpeed, limits.maxAcceleration, Number.POSITIVE_INFINITY];
  for (let round = 0, excess = EXCESS; round < ROUNDS; round++, excess *= 10) {
    for (let iteration = 0; iteration < ITERATIONS; iteration++) {
      bands.fill(0);
      for (let i = 0; i < path.length; i++) {
        const value = path[i]!;
        const nearest = Math.min(high[i]!, Math.max(low[i]!, value));
        const pull = nearest === value ? 0 : value < 0 || value > span ? PICTURE : CORRIDOR;
        bands[BANDS * i] = pull + MIDDLE;
        right[i] = pull * nearest + MIDDLE * middle[i]!;
      }
      for (let order = 0; order < DIFFERENCES.length; order++)
        addDifferences(bands, right, path, order, framesPerSecond, AIM * bounds[order]!, excess);
      solveBanded(bands, right);
      path.set(right);
    }
    for (let i = 0; i < path.length; i++) right[i] = Math.min(span, Math.max(0, path[i]!));
    if (withinLimits(right, framesPerSecond, limits)) return right;
  }
  return right.fill(right.reduce((sum, value) => sum + value, 0) / right.length);
}

function withinLimits(path: Float64Array, rate: number, { maxSpeed, maxAcceleration }: CameraLimits): boolean {
  for (let i = 1; i < path.length; i++) {
    if (Math.abs(path[i]! - path[i - 1]!) * rate > maxSpeed) return false;
    if (i > 1 && Math.abs(path[i]! - 2 * path[i - 1]! + path[i - 2]!) * rate * rate > maxAcceleration) return false;
  }
  return true;
}

/**
 * Adds the penalties of one derivative d = D u to the system: λ d² / max(|d|, floor), which is λ|d| at the solution, and
 * excess · (|d| − limit)² where it is over its limit.
 */
function addDifferences(
  bands: Float64Array,
  right: Float64Array,
  path: Float64Array,
  order: number,
  rate: number,
  limit: number,
  excess: number,
): void {
  const coefficients = DIFFERENCES[order]!;
  const length = coefficients.length;
  const scale = rate ** (order + 1);
  const floor = FLOOR * 10 ** order;
  for (let i = 0; i + length <= path.length; i++) {
    let value = 0;
    for (let j = 0; j < length; j++) value += coefficients[j]! * path[i + j]!;
    value *= scale;
    let factor = (WEIGHTS[order]! / Math.max(floor, Math.abs(value))) * scale * scale;
    if (Math.abs(value) > limit) {
      factor += excess * scale * scale;
      const target = excess * Math.sign(value) * limit * scale;
      for (let j = 0; j < length; j++) right[i + j]! += target * coefficients[j]!;
    }
    for (let j = 0; j < length; j++)
      for (let k = j; k < length; k++) bands[BANDS * (i + j) + k - j]! += factor * coefficients[j]! * coefficients[k]!;
  }
}

/**
 * Solves A x = b in place by LDLᵀ for a symmetric positive matrix of half bandwidth 3.
 *
 * @param bands - row i holds A[i][i] … A[i][i + 3]; clobbered.
 * @param x - b, overwritten by the solution.
 */
function solveBanded(bands: Float64Array, x: Float64Array): void {
  const n = x.length;
  for (let i = 0; i < n; i++) {
    const pivot = bands[BANDS * i]!;
    for (let j = 1; j < BANDS && i + j < n; j++) {
      const factor = bands[BANDS * i + j]! / pivot;
      for (let k = j; k < BANDS && i + k < n; k++) bands[BANDS * (i + j) + k - j]! -= factor * bands[BANDS * i + k]!;
      x[i + j]! -= factor * x[i]!;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    let value = x[i]!;
    for (let j = 1; j < BANDS && i + j < n; j++) value -= bands[BANDS * i + j]! * x[i + j]!;
    x[i] = value / bands[BANDS * i]!;
  }
}
