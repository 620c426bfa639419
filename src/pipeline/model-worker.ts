import { parentPort, workerData } from 'node:worker_threads';
import type { FrameStats } from '../core/model.js';
import { createModel } from '../models/registry.js';
import type { ModelReply, ModelRequest, ModelThreadData } from './model-thread.js';

const { model: name, size, options } = workerData as ModelThreadData;
const port = parentPort!;

function say(reply: ModelReply): void {
  port.postMessage(reply);
}

try {
  const model = await createModel(name, { ...size, ...options });
  const mapBytes = Float32Array.BYTES_PER_ELEMENT * size.width * size.height;
  const slots = Array.from({ length: model.latency + 1 }, () => new Float32Array(new SharedArrayBuffer(mapBytes)));
  let count = 0;
  const emit = (map: Float32Array) => slots[count++]!.set(map);

  function answer(request: ModelRequest): FrameStats | undefined {
    if (request.kind === 'push') return model.push(request.rgb, emit);
    if (request.kind === 'flush') model.flush(emit);
    else model[request.kind]();
    return undefined;
  }

  port.on('message', (request: ModelRequest) => {
    count = 0;
    try {
      const stats = answer(request);
      say({ kind: 'maps', count, stats });
    } catch (error) {
      say({ kind: 'error', error });
    }
  });
  say({ kind: 'ready', slots });
} catch (error) {
  say({ kind: 'error', error });
}
