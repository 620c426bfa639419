/** Figures of how a virtual camera moves. */
export interface PathFigures {
  /** Fastest pan, shares a second. */
  readonly speed: number;
  /** Root mean square of the path's third derivative, shares a second cubed. */
  readonly jerk: number;
}

/**
 * Measures a path.
 *
 * @param path - a position a frame, in shares of the side.
 */
export function pathFigures(path: Float64Array, framesPerSecond: number): PathFigures {
  return {
    speed: largest(differences(path, 1)) * framesPerSecond,
    jerk: rootMeanSquare(differences(path, 3)) * framesPerSecond ** 3,
  };
}

/** Gives the n-th differences of a path; empty where it is shorter than that takes. */
function differences(path: Float64Array, order: number): Float64Array {
  let values = path;
  for (let n = 0; n < order; n++)
    values = Float64Array.from({ length: Math.max(0, values.length - 1) }, (_, i) => values[i + 1]! - values[i]!);
  return values;
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function rootMeanSquare(values: Float64Array): number {
  return values.length === 0 ? 0 : Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}
