import type { MapResult, Sink } from '../../core/stream.js';

/**
 * Hands every result to all sinks and finishes them; the slowest one sets the pace. Ends early when no sink wants more.
 * No output is put in its place before all are finished.
 *
 * When anything fails, all sinks are aborted, and the first error is thrown.
 *
 * @param onResult - called after each result is written.
 * @returns how many results there were.
 */
export async function writeResults<R extends MapResult>(
  results: AsyncIterable<R>,
  sinks: readonly Sink<R>[],
  onResult?: (result: R) => void,
): Promise<number> {
  let count = 0;
  try {
    for await (const result of results) {
      await Promise.all(sinks.map((sink) => sink.write(result)));
      count++;
      onResult?.(result);
      if (sinks.every(({ finished }) => finished)) break;
    }
    for (const sink of sinks) await sink.finish();
    for (const sink of sinks) await sink.commit();
  } catch (error) {
    await Promise.allSettled(sinks.map((sink) => sink.abort()));
    throw error;
  }
  return count;
}
