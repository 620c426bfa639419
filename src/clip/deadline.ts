import { SaliencyError } from '../core/errors.js';
import { optionName, wording } from '../core/wording.js';

/** Ends the work on a clip that takes too long, beside whoever else may end it. */
export class Deadline {
  /** Aborts at the deadline, and where the given signal does. */
  readonly signal: AbortSignal;
  readonly #timer: NodeJS.Timeout;

  /** @param seconds - that the work may take. */
  constructor(name: string, seconds: number, signal: AbortSignal | undefined) {
    const late = new AbortController();
    this.#timer = setTimeout(() => {
      const message = wording`${name}: was not done within ${seconds} s; the option ${optionName('timeout')} allows more`;
      late.abort(new SaliencyError('ERR_TIMEOUT', message));
    }, 1000 * seconds);
    // It ends work; it is none to wait for.
    this.#timer.unref();
    this.signal = signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]);
  }

  /** The work is done. */
  clear(): void {
    clearTimeout(this.#timer);
  }
}
