import { type Kernels, wasmBase64 } from './wasm.js';

export type { Kernels };

let compiled: WebAssembly.Module | undefined;

/**
 * Gives the kernels, working on one block of memory. Compiled once for all instances, at the first call.
 *
 * Needs nothing but the WebAssembly of any browser or Node, and is synchronous.
 */
export function instantiateKernels(memory: WebAssembly.Memory): Kernels {
  compiled ??= new WebAssembly.Module(decode(wasmBase64));
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Kernels;
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
