import {
  type FrameMapper,
  type FrameSize,
  type ModelChoice,
  type ModelReply,
  PairedMapper,
  RemoteModel,
} from '../../browser.js';
import type { ChosenModels } from './chosen-models.js';

/** Models in workers of their own: one worker for what stands out, one for where eyes rest, so that both work at a time. */
export class ModelWorkers {
  readonly #models: ChosenModels;
  readonly #size: FrameSize;
  readonly #start: () => Worker;
  readonly #workers = new Map<ModelChoice, Worker>();
  readonly #idle: FrameMapper[] = [];
  readonly #busy = new Set<FrameMapper>();

  /** @param start - starts a worker that answers as `hostModels` does. */
  constructor(models: ChosenModels, size: FrameSize, start: () => Worker) {
    this.#models = models;
    this.#size = size;
    this.#start = start;
  }

  /** Gives a mapper that has seen nothing. */
  async take(): Promise<FrameMapper> {
    const mapper = this.#idle.pop() ?? (await this.#make());
    await mapper.reset();
    this.#busy.add(mapper);
    return mapper;
  }

  /** Takes back all that were given. */
  giveBack(): void {
    this.#idle.push(...this.#busy);
    this.#busy.clear();
  }

  close(): void {
    for (const worker of this.#workers.values()) worker.terminate();
    this.#workers.clear();
  }

  async #make(): Promise<FrameMapper> {
    const { main, gaze } = this.#models;
    const [first, second] = await Promise.all([main, gaze].map((choice) => choice && this.#connect(choice)));
    return second === undefined ? first! : new PairedMapper(first!, second);
  }

  async #connect(choice: ModelChoice): Promise<RemoteModel> {
    let worker = this.#workers.get(choice);
    if (worker === undefined) {
      worker = this.#start();
      this.#workers.set(choice, worker);
    }
    const host = worker;
    const model = new RemoteModel((listener) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }: MessageEvent<ModelReply>) => listener.reply(data);
      host.addEventListener('error', (event) => listener.end(new Error(event.message)));
      host.postMessage(port2, [port2]);
      return { post: (request) => port1.postMessage(request), close: () => port1.close() };
    });
    await model.create(choice, this.#size);
    return model;
  }
}
