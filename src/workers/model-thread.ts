import { Worker } from 'node:worker_threads';
import { RemoteModel } from './remote-model.js';

/** Starts a thread for a model of its own, so that pipes never wait for arithmetic. */
export function startModelThread(options?: { readonly timeoutMs?: number }): RemoteModel {
  return new RemoteModel((listener) => {
    const worker = new Worker(new URL('./model-worker.js', import.meta.url));
    worker.on('message', listener.reply);
    worker.on('error', listener.end);
    worker.on('exit', (code) => listener.end(new Error(`it exited with code ${code}`)));
    return {
      post: (request) => worker.postMessage(request),
      close: async () => void (await worker.terminate()),
    };
  }, options);
}
