/** How far a clip has come. */
export interface Progress {
  /** Frames done. */
  readonly frames: number;
  /** Position of the last frame, in seconds from where the work starts. */
  readonly seconds: number;
  /** Length of the work in seconds; undefined where the file does not say. */
  readonly totalSeconds: number | undefined;
}
