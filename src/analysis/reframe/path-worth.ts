import { cutBy, massInside, type ShotMass } from './camera-path.js';

/** Computes the mean share of mass that a path keeps over the frames of a shot. */
export function meanKept({ profiles }: ShotMass, path: Float64Array, window: number): number {
  let sum = 0;
  for (let i = 0; i < path.length; i++) sum += massInside(profiles, i, path[i]!, window);
  return sum / path.length;
}

/** Computes how badly a path cuts what is wanted whole, in the mean over the frames of a shot. */
export function meanCut({ whole = [] }: ShotMass, path: Float64Array, window: number): number {
  return whole.reduce((sum, wanted, i) => sum + cutBy(wanted, path[i]!, window), 0) / path.length;
}
