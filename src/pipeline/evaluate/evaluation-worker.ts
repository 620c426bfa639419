import { parentPort } from 'node:worker_threads';
import { recordError } from '../../workers/protocol.js';
import type { EvaluationTask } from './evaluation-task.js';
import { scoreTask } from './score-task.js';

const port = parentPort!;
port.on('message', async (task: EvaluationTask) => {
  try {
    port.postMessage({ result: await scoreTask(task) });
  } catch (thrown) {
    port.postMessage({ error: recordError(thrown) });
  }
});
