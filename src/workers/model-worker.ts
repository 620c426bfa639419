import { parentPort } from 'node:worker_threads';
import type { SaliencyModel } from '../core/model.js';
import { createModel } from '../models/registry.js';
import type { ModelReply, ModelRequest } from './protocol.js';

const port = parentPort!;
let model: SaliencyModel;
let slots: Float32Array[] = [];
const frames: Uint8Array[] = [];
let confidences: (number | undefined)[] = [];
const emit = (map: Float32Array, confidence?: number) => {
  slots[confidences.length]!.set(map);
  confidences.push(confidence);
};

async function answer(request: ModelRequest): Promise<ModelReply> {
  confidences = [];
  switch (request.kind) {
    case 'create': {
      const { width, height } = request.size;
      model = await createModel(request.model, { width, height, ...request.options });
      const bytes = Float32Array.BYTES_PER_ELEMENT * width * height;
      slots = Array.from({ length: model.latency + 1 }, () => new Float32Array(new SharedArrayBuffer(bytes)));
      return { kind: 'created', slots };
    }
    case 'push': {
      if (request.rgb !== undefined) frames[request.frame] = request.rgb;
      const stats = model.push(frames[request.frame]!, emit);
      return { kind: 'done', confidences, stats };
    }
    case 'flush':
      model.flush(emit);
      return { kind: 'done', confidences, stats: undefined };
    case 'reset':
      frames.length = 0;
      model.reset();
      return { kind: 'done', confidences, stats: undefined };
    case 'reseed':
      model.reseed();
      return { kind: 'done', confidences, stats: undefined };
  }
}

port.on('message', (request: ModelRequest) => {
  answer(request).then(
    (reply) => port.postMessage(reply),
    (error: unknown) => port.postMessage({ kind: 'failed', error } satisfies ModelReply),
  );
});
