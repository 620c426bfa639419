export { rgbToLab } from './lab';
export { halfGray, halve, replicateMargin, gradients, searchPatches, densify } from './flow';
export { countResiduals, keepShorter, subtractAffine, sumNormalEquations } from './motion';
export { invertFlow, warpAndBlend, warpMap } from './warp';
