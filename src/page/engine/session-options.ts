import type { QuietZoneOptions } from '../../browser.js';

/** Progress of the maps of a clip. */
export interface MapProgress {
  readonly mapped: number;
  readonly total: number;
  /** Frames mapped a second, over the last two seconds. */
  readonly fps: number;
}

/** These options are sent to the worker, so they are plain data. */
export interface MappingOptions {
  /** Name of a model, or several with commas between. Default: `defaultModel`. */
  readonly model?: string | undefined;
  /** Options of the model's own table. */
  readonly modelOptions?: Readonly<Record<string, unknown>> | undefined;
  /** Long side of the analysis size in pixels. Default 400. */
  readonly analysisSize?: number | undefined;
  /** Whether where eyes rest is mapped beside the subject, where the model allows it. Default true. */
  readonly gaze?: boolean | undefined;
  /** Asks for quiet zones of every shot. */
  readonly quietZones?: QuietZoneOptions | undefined;
  /** Seconds that a shot lasts at least. Default 0. */
  readonly minShot?: number | undefined;
  /** Stills to choose over the clip. Default 5. */
  readonly stills?: number | undefined;
  /**
   * The way in which pixels are read: `exact` averages the decoded pixels themselves, `fast` lets the browser scale, which
   * differs from browser to browser. Default `exact`.
   */
  readonly reading?: 'exact' | 'fast' | undefined;
}

/** Says how a clip is mapped, and who hears of it. All listeners are called in the thread of the session. */
export interface SessionOptions extends MappingOptions {
  /** Name of the clip where it is no `File`. */
  readonly name?: string | undefined;
  /** Called for each frame whose map is there from now on. */
  onMap?(index: number): void;
  /** Called a few times a second while maps are made, and once when all are there. */
  onProgress?(progress: MapProgress): void;
  /** Called once where mapping fails, with the same error that waiting calls reject with. */
  onError?(error: Error): void;
  /** Starts the worker. Default: the module `page-worker.js` beside this script. */
  startWorker?(): Worker;
}
