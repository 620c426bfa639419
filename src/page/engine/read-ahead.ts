/**
 * Gives the items of a source, the next of which is under way while one is worked on.
 *
 * @param drop - gives back what was read ahead and is not wanted any more.
 */
export async function* readAhead<T>(source: AsyncGenerator<T, void>, drop: (item: T) => void): AsyncGenerator<T, void> {
  let next: Promise<IteratorResult<T, void>> | undefined = ask(source);
  try {
    for (;;) {
      const { value, done } = await next;
      next = undefined;
      if (done) return;
      next = ask(source);
      yield value;
    }
  } finally {
    // A failure in what nobody waits for any more concerns nobody.
    const left = await next?.catch(() => undefined);
    if (left !== undefined && !left.done) drop(left.value);
    await source.return();
  }
}

/** Asks for the next item; that it fails is told to whoever awaits it. */
function ask<T>(source: AsyncGenerator<T, void>): Promise<IteratorResult<T, void>> {
  const next = source.next();
  next.catch(() => {});
  return next;
}
