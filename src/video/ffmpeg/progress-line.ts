/** Reads how many frames FFmpeg has done from a line of what it tells with `-progress`; 0 for any other line. */
export function framesDone(line: string): number {
  return Number(/^frame= *(\d+)/.exec(line)?.[1] ?? 0);
}
