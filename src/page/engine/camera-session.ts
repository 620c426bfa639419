import type { FrameSize } from '../../browser.js';

/** Says how a camera is mapped. */
export interface CameraOptions {
  /** Name of a model that answers at once. Default: `defaultModel`, without look-ahead. */
  readonly model?: string | undefined;
  readonly modelOptions?: Readonly<Record<string, unknown>> | undefined;
  /** Long side of the analysis size in pixels. Default 240. */
  readonly analysisSize?: number | undefined;
  /** Called with each map: levels from 0 to 255, row-major, the caller's own. */
  onMap(map: CameraMap): void;
  onError?(error: Error): void;
  /** Starts the worker. Default: the module `page-worker.js` beside this script. */
  startWorker?(): Worker;
}

/** The map of a picture of a camera. */
export interface CameraMap extends FrameSize {
  readonly levels: Uint8Array;
  /** Maps made a second, over the last two seconds. */
  readonly fps: number;
}
