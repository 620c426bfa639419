import { parentPort, workerData } from 'node:worker_threads';
import { openStore } from '../../queue/open-store.js';
import { errorOf, recordError } from '../../workers/protocol.js';
import { joinClip, planJoin } from './join-clip.js';
import type { MachinePlace, MachineReply, MachineRequest, MachineTask } from './machine-task.js';
import { OrderMapper } from './map-order.js';

const port = parentPort!;
const place = workerData as MachinePlace;
const answer = (reply: MachineReply) => port.postMessage(reply);
let mapper: OrderMapper | undefined;
let running: AbortController | undefined;

port.on('message', async (request: MachineRequest) => {
  if ('stop' in request) {
    running?.abort(errorOf(request.stop));
    return;
  }
  running = new AbortController();
  try {
    answer({ result: await run(request.task, running.signal) });
  } catch (thrown) {
    answer({ error: recordError(thrown) });
  }
});

async function run(task: MachineTask, signal: AbortSignal): Promise<unknown> {
  if (task.kind === 'map') {
    mapper ??= new OrderMapper(await openStore(place.store));
    return mapper.map(task.work, task.segment, signal);
  }
  if (task.kind === 'plan') return planJoin(task.request, place, signal);
  return joinClip(task.request, place, signal, (progress) => answer({ progress }));
}
