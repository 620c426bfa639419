import { ModelHost } from './model-host.js';
import { RemoteModel } from './remote-model.js';

/** A model in this thread, behind the same door as one in a thread of its own: for what no other thread can load. */
export function startLocalModel(): RemoteModel {
  return new RemoteModel(({ reply, end }) => {
    const host = new ModelHost();
    return { post: (request) => void host.answer(request).then(reply, end), close: () => {} };
  });
}
