import { SaliencyError } from '../core/errors.js';
import type { FrameStats, SaliencyModel } from '../core/model.js';
import { modelError } from '../models/model-error.js';
import { loadModelModule } from '../models/model-module.js';
import { createModel } from '../models/registry.js';
import { type ModelReply, type ModelRequest, recordError } from './protocol.js';

/**
 * Answers requests to one model, wherever they come from: the other end of a `RemoteModel`.
 *
 * It knows nothing of threads. A worker, in Node or in a browser, and a socket are a port around it:
 *
 * ```js
 * const host = new ModelHost();
 * self.onmessage = async ({ data }) => self.postMessage(await host.answer(data));
 * ```
 */
export class ModelHost {
  readonly #shared: boolean;
  #name = 'the model';
  #model: SaliencyModel | undefined;
  #slots: readonly Float32Array[] | undefined;
  readonly #frames: Uint8Array[] = [];
  readonly #maps: Float32Array[] = [];
  readonly #confidences: (number | undefined)[] = [];

  /** @param options - `shared`: whether both ends see the same memory; without it, maps travel with the answers. */
  constructor({ shared = typeof SharedArrayBuffer === 'function' }: { readonly shared?: boolean } = {}) {
    this.#shared = shared;
  }

  /** Does what is requested. Never rejects: what goes wrong is an answer too. One request at a time. */
  async answer(request: ModelRequest): Promise<ModelReply> {
    try {
      return request.kind === 'create' ? await this.#create(request) : await this.#run(request);
    } catch (thrown) {
      return { kind: 'failed', error: recordError(modelError(this.#name, thrown)) };
    }
  }

  async #create({ model, size }: Extract<ModelRequest, { kind: 'create' }>): Promise<ModelReply> {
    this.#name = model.name;
    if (model.module !== undefined) await loadModelModule(model.module);
    const { width, height } = size;
    this.#model = await createModel(model.name, { ...model.options, width, height });
    const { latency } = this.#model;
    const bytes = Float32Array.BYTES_PER_ELEMENT * width * height;
    this.#slots = this.#shared
      ? Array.from({ length: latency + 1 }, () => new Float32Array(new SharedArrayBuffer(bytes)))
      : undefined;
    return { kind: 'created', latency, slots: this.#slots };
  }

  async #run(request: Exclude<ModelRequest, { kind: 'create' }>): Promise<ModelReply> {
    const model = this.#model;
    if (model === undefined) throw new TypeError('it was used before it was made');
    this.#maps.length = 0;
    this.#confidences.length = 0;
    let stats: FrameStats | undefined;
    switch (request.kind) {
      case 'push':
        if (request.rgb !== undefined) this.#frames[request.frame] = request.rgb;
        await model.foresee?.(this.#frames[request.frame]!);
        stats = model.push(this.#frames[request.frame]!, this.#emit);
        break;
      case 'flush':
        model.flush(this.#emit);
        break;
      case 'reset':
        this.#frames.length = 0;
        model.reset();
        break;
      case 'reseed':
        model.reseed();
        break;
    }
    return { kind: 'done', confidences: this.#confidences, maps: this.#slots ? undefined : this.#maps, stats };
  }

  readonly #emit = (map: Float32Array, confidence?: number) => {
    const index = this.#confidences.length;
    const { latency, width, height } = this.#model!;
    if (index > latency)
      throw new SaliencyError('ERR_MODEL', `${this.#name} emitted more maps than its latency allows`);
    if (map.length !== width * height) {
      throw new SaliencyError(
        'ERR_MODEL',
        `${this.#name} emitted a map of ${map.length} values, not ${width * height}`,
      );
    }
    if (this.#slots) this.#slots[index]!.set(map);
    else this.#maps.push(map.slice());
    this.#confidences.push(confidence);
  };
}
