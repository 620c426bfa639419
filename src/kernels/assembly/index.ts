export { addCosts, edgeDistances, weighEdges } from './affinity';
export { assignPixels } from './assign';
export { expandGraph, joinAdjacent } from './graph';
export { labTables, rgbToLab } from './lab';
export { connectRuns, extractRuns, keepLargest, paintLabels, relabelRuns } from './runs';
export { shrinkRgb } from './shrink';
export { assembleSystem, factorize, inverseDiagonal4, solve4 } from './solver';
export { sumRgb } from './sums';
