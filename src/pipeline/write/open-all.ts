/** Opens all that can be aborted, one after the other, or none. */
export async function openAll<T extends { abort(): Promise<void> }>(
  openers: readonly (() => Promise<T>)[],
): Promise<T[]> {
  const opened: T[] = [];
  try {
    for (const open of openers) opened.push(await open());
    return opened;
  } catch (error) {
    await Promise.allSettled(opened.map((one) => one.abort()));
    throw error;
  }
}
