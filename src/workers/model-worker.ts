import { parentPort } from 'node:worker_threads';
import { ModelHost } from './model-host.js';
import type { ModelRequest } from './protocol.js';

const port = parentPort!;
const host = new ModelHost();
port.on('message', async (request: ModelRequest) => port.postMessage(await host.answer(request)));
