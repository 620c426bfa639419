import type { FrameSize } from '../core/frame.js';
import type { ModelChoice } from './protocol.js';
import type { RemoteModel } from './remote-model.js';

/** The models of one clip: each is used for one segment after the other. */
export class ModelPool {
  readonly #choice: ModelChoice;
  readonly #start: () => RemoteModel;
  readonly #models: RemoteModel[];
  readonly #unmade: RemoteModel[];
  readonly #idle: RemoteModel[] = [];

  /**
   * Starts a first thread at once, so that it is there when the size of the frames is known.
   *
   * @param start - starts one more thread, which has no model yet.
   */
  constructor(choice: ModelChoice, start: () => RemoteModel) {
    this.#choice = choice;
    this.#start = start;
    this.#models = [start()];
    this.#unmade = [...this.#models];
  }

  /** A model that has seen nothing. */
  async take(size: FrameSize): Promise<RemoteModel> {
    const idle = this.#idle.pop();
    if (idle !== undefined) {
      await idle.reset();
      return idle;
    }
    const model = this.#unmade.pop() ?? this.#startOne();
    await model.create(this.#choice, size);
    return model;
  }

  /** Takes models back; one that failed, or still works because something else failed meanwhile, is not used again. */
  async giveBack(taken: readonly Promise<RemoteModel>[]): Promise<void> {
    for (const take of await Promise.allSettled(taken)) {
      if (take.status === 'fulfilled' && take.value.free) this.#idle.push(take.value);
    }
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    await Promise.all(this.#models.map((model) => model.close()));
  }

  #startOne(): RemoteModel {
    const model = this.#start();
    this.#models.push(model);
    return model;
  }
}
