import { parentPort } from 'node:worker_threads';
import { openStore } from '../../queue/open-store.js';
import { errorOf, recordError } from '../../workers/protocol.js';
import { joinClip, planJoin } from './join-clip.js';
import type { MachinePlace, MachineReply, MachineRequest, MachineTask } from './machine-task.js';
import { OrderMapper } from './map-order.js';

// Runs in a thread of a worker, or in a process of its own.
const answer = (reply: MachineReply) => (parentPort === null ? process.send!(reply) : parentPort.postMessage(reply));
let mapper: OrderMapper | undefined;
let running: AbortController | undefined;

if (parentPort === null) {
  // Signals reach the whole group of processes; the worker says when it is to end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  process.on('message', receive).on('disconnect', () => process.exit(1));
} else parentPort.on('message', receive);

async function receive(message: unknown): Promise<void> {
  const request = message as MachineRequest;
  if ('stop' in request) {
    running?.abort(errorOf(request.stop));
    return;
  }
  running = new AbortController();
  try {
    answer({ result: await run(request.task, request.place, running.signal) });
  } catch (thrown) {
    answer({ error: recordError(thrown) });
  }
}

async function run(task: MachineTask, place: MachinePlace, signal: AbortSignal): Promise<unknown> {
  if (task.kind === 'map') {
    mapper ??= new OrderMapper(await openStore(place.store));
    return mapper.map(task.work, task.segment, signal);
  }
  if (task.kind === 'plan') return planJoin(task.request, place, signal);
  return joinClip(task.request, place, signal, (progress) => answer({ progress }));
}
