/** Seconds of `SS.mmm`, `MM:SS.mmm` or `HH:MM:SS.mmm`; NaN for anything else. */
export function parseTime(text: string): number {
  const parts = /^(?:(?:(\d+):)?([0-5]?\d):)?(\d+(?:\.\d+)?)$/.exec(text);
  if (parts === null) return Number.NaN;
  const [, hours, minutes, secs] = parts;
  if (minutes !== undefined && Number(secs) >= 60) return Number.NaN;
  return Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(secs);
}
