import type { MapResult, Sink } from '../../core/stream.js';

/**
 * Hands every result to all sinks and finishes them; the slowest one sets the pace. Ends early when no sink wants more.
 * No output is put in its place before all are finished.
 *
 * When anything fails, all sinks are aborted, and the first error is thrown.
 *
 * @param openSinks - called once the first result was asked for, so that what leads to it runs while the sinks open;
 * `begun` settles with that result, whatever it is. Opens all sinks, or none.
 * @param onResult - called after each result is written.
 * @returns how many results there were.
 */
export async function writeResults<R extends MapResult, S extends Sink<R>>(
  results: AsyncGenerator<R, void>,
  openSinks: (begun: Promise<unknown>) => Promise<readonly S[]>,
  onResult?: (result: R) => void,
): Promise<{ readonly count: number; readonly sinks: readonly S[] }> {
  const first = results.next();
  let sinks: readonly S[] = [];
  let count = 0;
  try {
    // Nobody reads the first result when a sink does not open.
    sinks = await openSinks(first.catch(() => {}));
    for (let next = await first; !next.done; next = await results.next()) {
      const result = next.value;
      await Promise.all(sinks.map((sink) => sink.write(result)));
      count++;
      onResult?.(result);
      if (sinks.every(({ finished }) => finished)) break;
    }
    await results.return();
    for (const sink of sinks) await sink.finish();
    for (const sink of sinks) await sink.commit();
    return { count, sinks };
  } catch (error) {
    await Promise.allSettled([results.return(), ...sinks.map((sink) => sink.abort())]);
    throw error;
  }
}
