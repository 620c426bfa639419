export { rgbToLab } from './lab';
export { halfGray, halve, replicateMargin, gradients, searchPatches, densify } from './flow';
