/** A part of a clip, in seconds from its start; the whole clip where nothing is said. `end` is exclusive. */
export interface TimeRange {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}
