import { recordError } from '../../browser.js';
import type { CallContext } from './call-context.js';
import { ClipEngine } from './clip-engine.js';
import type { ToWorker } from './messages.js';
import { UndecodableClip } from './undecodable-clip.js';
import type { WorkerScope } from './worker-scope.js';

/** Makes this worker the engine of one clip: it answers calls, each with a value or an error. */
export function serveEngine(scope: WorkerScope): void {
  const startWorker = () => new Worker(scope.location.href, { type: 'module', name: 'models' });
  const engine = new ClipEngine((message, transfer = []) => scope.postMessage(message, transfer), startWorker);
  const running = new Map<number, AbortController>();

  async function answer({ id, name, args }: Extract<ToWorker, { kind: 'call' }>): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    const context: CallContext = {
      signal: controller.signal,
      progress: (done, total) => scope.postMessage({ kind: 'progress', id, done, total }),
      part: (items) => scope.postMessage({ kind: 'part', id, items }),
    };
    try {
      const call = engine.calls[name] as (context: CallContext, ...args: readonly unknown[]) => Promise<unknown>;
      scope.postMessage({ kind: 'answer', id, value: await call(context, ...args) });
    } catch (error) {
      scope.postMessage({ kind: 'failure', id, error: errorRecord(error) });
    } finally {
      running.delete(id);
    }
  }

  scope.onmessage = ({ data }) => {
    if (data.kind === 'call') void answer(data);
    else if (data.kind === 'cancel') running.get(data.id)?.abort();
    else if (data.kind === 'seek') engine.seek(data.index);
    else if (data.kind === 'picture') engine.picture(data.picture);
    else engine.kept.receive(data.id, data.maps);
  };
}

function errorRecord(error: unknown) {
  // The cause may be of the browser, and of any kind.
  return error instanceof UndecodableClip ? { ...recordError(error), cause: undefined } : recordError(error);
}
