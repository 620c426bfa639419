import type { FrameSize } from '../core/frame.js';
import { ModelThread } from './model-thread.js';

/** A model as the options choose it. */
export interface ModelChoice {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The model threads of one clip: each is used for one segment after the other. */
export class ModelPool {
  readonly #choice: ModelChoice;
  readonly #threads = [new ModelThread()];
  readonly #withoutModel = [...this.#threads];
  readonly #idle: ModelThread[] = [];

  /** Starts a first thread at once, so that it is there when the size of the frames is known. */
  constructor(choice: ModelChoice) {
    this.#choice = choice;
  }

  /** A model that has seen nothing. */
  async take(size: FrameSize): Promise<ModelThread> {
    const idle = this.#idle.pop();
    if (idle !== undefined) {
      await idle.reset();
      return idle;
    }
    const thread = this.#withoutModel.pop() ?? this.#start();
    await thread.create(this.#choice.name, size, this.#choice.options);
    return thread;
  }

  /** Takes models back; one that still works, because something failed meanwhile, is not used again. */
  async giveBack(taken: readonly Promise<ModelThread>[]): Promise<void> {
    for (const take of await Promise.allSettled(taken)) {
      if (take.status === 'fulfilled' && take.value.free) this.#idle.push(take.value);
    }
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #start(): ModelThread {
    const thread = new ModelThread();
    this.#threads.push(thread);
    return thread;
  }
}
