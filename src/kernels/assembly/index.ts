export { rgbToLab } from './lab';
