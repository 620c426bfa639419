import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { SaliencyError } from '../../core/errors.js';
import type { MachineReply, MachineRequest } from './machine-task.js';

/** The place of the arithmetic of a worker: a thread, or a process of its own. */
export interface MachineHost {
  post(request: MachineRequest): void;
  /** Ends it, whatever it is doing. */
  close(): Promise<void>;
}

/** The receiver of what a host has to say. */
export interface HostListener {
  reply(reply: MachineReply): void;
  /** The host is gone. */
  end(error: SaliencyError): void;
}

const program = new URL('./machine-worker.js', import.meta.url);

export function startThread({ reply, end }: HostListener): MachineHost {
  const worker = new Worker(program);
  const gone = (cause: unknown) => end(new SaliencyError('ERR_WORKER', 'its thread has ended', { cause }));
  worker.on('message', reply);
  worker.on('error', gone);
  worker.on('exit', (code) => gone(new Error(`it exited with code ${code}`)));
  return { post: (request) => worker.postMessage(request), close: async () => void (await worker.terminate()) };
}

/** Starts a process, which may end by any cause without harm to others. */
export function startProcess({ reply, end }: HostListener): MachineHost {
  const child = fork(fileURLToPath(program), [], { serialization: 'advanced', execArgv: [], stdio: 'inherit' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.on('message', (message) => reply(message as MachineReply));
  child.on('error', (cause) => end(new SaliencyError('ERR_WORKER', 'its process could not be started', { cause })));
  child.on('exit', (code, signal) =>
    end(new SaliencyError('ERR_WORKER', `its process was ended by ${signal ?? code}`)),
  );
  return {
    // What was ended meanwhile has told of it.
    post: (request) => void (child.connected && child.send(request)),
    async close() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
