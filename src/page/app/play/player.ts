/** Shows the frames of a clip, one at a time or at the pace of the clip. */
export interface Player {
  /** Shows the picture; lies below the heatmap. */
  readonly element: HTMLVideoElement | HTMLImageElement;
  readonly playing: boolean;
  /** True where it has a pace: a still has none. */
  readonly playable: boolean;
  muted: boolean;
  play(rate?: number): void;
  pause(): void;
  /** Shows a frame; what was asked for last is what is shown. */
  seek(index: number): void;
  close(): void;
}

/** Hears what a player shows. */
export interface PlayerListener {
  /** The frame that is on the screen now. */
  onFrame(index: number): void;
  /** It began to play, or stopped. */
  onState(): void;
}
