import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { SaliencyError } from '../core/errors.js';

/** The shape of what a network takes or gives, as the runtime tells it; a side of any length has a name in place of a number. */
interface ValueMetadata {
  readonly isTensor: boolean;
  readonly shape?: readonly (number | string)[];
}

/** Numbers that go into a network, or come out of it. */
export interface RuntimeTensor {
  readonly data: unknown;
  readonly dims: readonly number[];
}

/** A network, ready to be evaluated. */
export interface RuntimeSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputMetadata?: readonly ValueMetadata[];
  run(
    feeds: Readonly<Record<string, RuntimeTensor>>,
    fetches: readonly string[],
  ): Promise<Record<string, RuntimeTensor>>;
}

/** The part of onnxruntime that is used: the same in both of its packages. */
export interface Runtime {
  readonly env: { logLevel?: string; readonly wasm: { numThreads?: number } };
  readonly InferenceSession: { create(file: Uint8Array, options?: object): Promise<RuntimeSession> };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => RuntimeTensor;
}

/** The packages that are looked for, the faster one first. */
const PACKAGES = ['onnxruntime-node', 'onnxruntime-web'];

/**
 * Loads the runtime that the user installed.
 *
 * @throws {SaliencyError} `ERR_RUNTIME` when there is none, and when the one that is there cannot be loaded.
 */
export async function loadRuntime(): Promise<Runtime> {
  for (const name of PACKAGES) {
    const path = pathOf(name);
    if (path === undefined) continue;
    try {
      const { default: runtime } = (await import(pathToFileURL(path).href)) as { readonly default: Runtime };
      runtime.env.logLevel = 'error';
      // A thread of its own holds each model; the threads of the runtime would outlive it.
      runtime.env.wasm.numThreads = 1;
      return runtime;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new SaliencyError('ERR_RUNTIME', `${name} is installed but cannot be loaded: ${message}`, { cause: error });
    }
  }
  throw new SaliencyError(
    'ERR_RUNTIME',
    'the model onnx needs onnxruntime, which is not installed: npm install onnxruntime-node, or onnxruntime-web',
  );
}

/** The file that a package begins with; undefined where it is not installed. */
function pathOf(name: string): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
