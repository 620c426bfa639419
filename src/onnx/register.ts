import { registerModel } from '../models/registry.js';
import onnx from './onnx-model.js';

/** Makes `onnx` one of the models; threads load it from the module beside this one. */
export function registerOnnx(): void {
  registerModel(onnx, new URL('./onnx-model.js', import.meta.url).href);
}
