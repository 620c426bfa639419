import { jobView } from '../api/job-view.js';
import { isOpen } from '../jobs/job.js';
import type { JobBoard } from '../jobs/job-board.js';

/** A comment is sent this often, so that nothing between here and the client takes the connection for dead. */
const heartbeatMs = 15_000;

/**
 * Follows a job as server-sent events: `state` at once and at every change, `progress` while it runs, `end` at last.
 *
 * A client that comes back is told the state as it is, so that nothing is lost. `progress` has frames and seconds as its
 * data, the others the whole job. A client that reads slowly gets the newest, not all; one that goes away changes nothing.
 *
 * @param closed - ends the stream: the service is being stopped.
 * @param onClose - is called once when the client is gone or the job has ended.
 */
export function jobEvents(
  board: JobBoard,
  id: string,
  closed: AbortSignal,
  onClose: () => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let unwatch: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let controller: ReadableStreamDefaultController<Uint8Array>;
  let [state, sent, pending] = ['', 0, true];

  return new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given;
        unwatch = board.watch(id, push);
        timer = setInterval(beat, heartbeatMs);
        closed.addEventListener('abort', finish, { once: true });
        controller.enqueue(encoder.encode('retry: 2000\n\n'));
      },
      pull() {
        if (pending) send();
      },
      cancel: leave,
    },
    { highWaterMark: 4 },
  );

  function push(): void {
    pending = true;
    if (hasRoom()) send();
  }

  function beat(): void {
    if (hasRoom()) controller.enqueue(encoder.encode(': still here\n\n'));
  }

  function hasRoom(): boolean {
    return (controller.desiredSize ?? 0) > 0;
  }

  function send(): void {
    pending = false;
    const job = board.get(id);
    if (job === undefined) {
      finish();
      return;
    }
    if (job.state === state && board.progressOf(id) === undefined) return;
    const event = !isOpen(job) ? 'end' : job.state === state ? 'progress' : 'state';
    state = job.state;
    const progress = board.progressOf(id);
    const data = JSON.stringify(event === 'progress' ? progress : jobView(job, progress));
    controller.enqueue(encoder.encode(`event: ${event}\nid: ${++sent}\ndata: ${data}\n\n`));
    if (event === 'end') finish();
  }

  function finish(): void {
    if (unwatch === undefined) return;
    leave();
    controller.close();
  }

  function leave(): void {
    if (unwatch === undefined) return;
    unwatch();
    unwatch = undefined;
    clearInterval(timer);
    closed.removeEventListener('abort', finish);
    onClose();
  }
}
