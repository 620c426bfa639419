import { describe, expect, it } from 'vitest';
import type { FrameResult, Sink } from '#lib/core/stream.js';
import { writeResults } from '#lib/pipeline/write/write-results.js';

async function* results(count: number) {
  for (let index = 0; index < count; index++) yield { index } as FrameResult;
}

/** Writes to sinks that are open; tells how many results there were. */
async function writeTo(given: AsyncGenerator<FrameResult, void>, sinks: readonly Sink[]): Promise<number> {
  return (await writeResults(given, async () => sinks)).count;
}

/** Notes what it is told; fails at one of the calls when asked to. */
class NotingSink implements Sink {
  readonly calls: string[] = [];
  readonly #failAt: string | undefined;

  constructor(failAt?: string) {
    this.#failAt = failAt;
  }

  async #note(call: string) {
    this.calls.push(call);
    if (call === this.#failAt) throw new Error(`${call} failed`);
  }

  write = ({ index }: FrameResult) => this.#note(`write ${index}`);
  finish = () => this.#note('finish');
  commit = () => this.#note('commit');
  abort = () => this.#note('abort');
}

describe('writeResults', () => {
  it('writes every result to every sink, then finishes them', async () => {
    const sinks = [new NotingSink(), new NotingSink()];
    expect(await writeTo(results(2), sinks)).toBe(2);
    for (const { calls } of sinks) expect(calls).toEqual(['write 0', 'write 1', 'finish', 'commit']);
  });

  it.each(['write 1', 'finish', 'commit'])('aborts all sinks when %s of one fails', async (failAt) => {
    const sinks = [new NotingSink(), new NotingSink(failAt)];
    await expect(writeTo(results(3), sinks)).rejects.toThrow(`${failAt} failed`);
    for (const { calls } of sinks) expect(calls.at(-1)).toBe('abort');
  });

  it.each([0, 1])('puts no output in its place when number %d cannot be finished', async (failing) => {
    const sinks = [
      new NotingSink(failing === 0 ? 'finish' : undefined),
      new NotingSink(failing === 1 ? 'finish' : undefined),
    ];
    await expect(writeTo(results(1), sinks)).rejects.toThrow('finish failed');
    for (const { calls } of sinks) expect(calls).not.toContain('commit');
  });

  it('aborts the sinks when the results fail', async () => {
    async function* failing() {
      yield* results(1);
      throw new Error('decoder failed');
    }
    const sink = new NotingSink();
    await expect(writeTo(failing(), [sink])).rejects.toThrow('decoder failed');
    expect(sink.calls).toEqual(['write 0', 'abort']);
  });

  it('asks for the first result before the sinks open, and ends the results when they do not', async () => {
    const calls: string[] = [];
    async function* noting() {
      try {
        calls.push('first');
        yield* results(1);
      } finally {
        calls.push('end');
      }
    }
    const open = async (begun: Promise<unknown>): Promise<Sink[]> => {
      await begun;
      calls.push('open');
      throw new Error('no encoder');
    };
    await expect(writeResults(noting(), open)).rejects.toThrow('no encoder');
    expect(calls).toEqual(['first', 'open', 'end']);
  });

  it('ends early once no sink wants more', async () => {
    const sinks = [new NotingSink(), new NotingSink()];
    Object.defineProperty(sinks[0], 'finished', { value: true });
    Object.defineProperty(sinks[1], 'finished', { get: () => sinks[1]!.calls.length === 2 });
    expect(await writeTo(results(5), sinks)).toBe(2);
    for (const { calls } of sinks) expect(calls).toEqual(['write 0', 'write 1', 'finish', 'commit']);
  });

  it('throws the first error even when aborting fails too', async () => {
    const sink = new NotingSink('write 0');
    sink.abort = () => Promise.reject(new Error('abort failed'));
    await expect(writeTo(results(1), [sink])).rejects.toThrow('write 0 failed');
  });
});
