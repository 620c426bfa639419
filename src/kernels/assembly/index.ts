export { addCosts, edgeDistances, weighEdges } from './affinity';
export { assignPixels } from './assign';
export { expandGraph, joinAdjacent } from './graph';
export { rgbToLab } from './lab';
export { connectRuns, extractRuns, keepLargest, paintRuns, relabelRuns } from './runs';
export { assembleSystem, factorize, inverseDiagonal4, solve4 } from './solver';
export { sumLab, sumRgb } from './sums';
