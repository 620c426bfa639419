import type { FrameSize } from '../../browser.js';
import type { FromWorker } from './messages.js';
import { revive, WorkerCalls } from './worker-calls.js';

/** Says how a camera is mapped. */
export interface CameraOptions {
  /** Name of a model. Default: `defaultModel`. Maps are never late: a latency is taken to be 0. */
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

/** The global that gives the frames of a track where there is one: Chromium's. */
interface TrackProcessor {
  readonly readable: ReadableStream<VideoFrame>;
}
type TrackProcessorClass = new (init: { track: MediaStreamTrack }) => TrackProcessor;

/** A camera whose pictures are mapped as fast as maps can be made; pictures that come meanwhile are left out. */
export class CameraSession {
  readonly #calls: WorkerCalls;
  readonly #stop: () => void;

  private constructor(calls: WorkerCalls, stop: () => void) {
    this.#calls = calls;
    this.#stop = stop;
  }

  /**
   * Maps a camera, or whatever else gives a stream of pictures, until it is closed.
   *
   * @param stream - the caller's: it is neither changed nor stopped.
   * @throws {OptionError} for a model or an option that cannot be.
   */
  static async open(stream: MediaStream, options: CameraOptions): Promise<CameraSession> {
    const { onMap, onError, startWorker, ...mapping } = options;
    const worker = startWorker?.() ?? new Worker(new URL('./page-worker.js', import.meta.url), { type: 'module' });
    let free = true;
    const hear = (message: FromWorker) => {
      if (message.kind === 'camera') {
        free = true;
        onMap(message.map);
      } else if (message.kind === 'broken') onError?.(revive(message.error));
    };
    const calls = new WorkerCalls(worker, hear, (error) => onError?.(error));
    try {
      await calls.call('camera', [mapping]);
      const offer = (frame: VideoFrame | ImageBitmap) => {
        if (!free) {
          frame.close();
          return;
        }
        free = false;
        calls.post({ kind: 'picture', picture: frame }, [frame as Transferable]);
      };
      return new CameraSession(
        calls,
        watch(stream, offer, (error) => onError?.(error)),
      );
    } catch (error) {
      calls.close();
      throw error;
    }
  }

  /** Ends the worker. */
  close(): void {
    this.#stop();
    this.#calls.close();
  }
}

/** Gives each picture of a stream, which is the taker's to close. @returns a function that ends it. */
function watch(
  stream: MediaStream,
  take: (picture: VideoFrame | ImageBitmap) => void,
  fail: (error: Error) => void,
): () => void {
  const [track] = stream.getVideoTracks();
  if (track === undefined) throw new TypeError('the stream has no pictures');
  const { MediaStreamTrackProcessor } = globalThis as { MediaStreamTrackProcessor?: TrackProcessorClass };
  return MediaStreamTrackProcessor === undefined
    ? watchVideo(stream, take, fail)
    : watchTrack(new MediaStreamTrackProcessor({ track: track.clone() }), take, fail);
}

function watchTrack(
  { readable }: TrackProcessor,
  take: (picture: VideoFrame) => void,
  fail: (error: Error) => void,
): () => void {
  const reader = readable.getReader();
  async function read(): Promise<void> {
    for (let next = await reader.read(); !next.done; next = await reader.read()) take(next.value);
  }
  read().catch(fail);
  return () => void reader.cancel().catch(fail);
}

function watchVideo(
  stream: MediaStream,
  take: (picture: ImageBitmap) => void,
  fail: (error: Error) => void,
): () => void {
  const video = document.createElement('video');
  Object.assign(video, { muted: true, playsInline: true, srcObject: stream });
  let ended = false;
  let busy = false;
  const next = () => {
    if (ended) return;
    video.requestVideoFrameCallback(next);
    if (busy) return;
    busy = true;
    createImageBitmap(video)
      .then(take, fail)
      .finally(() => {
        busy = false;
      });
  };
  video.requestVideoFrameCallback(next);
  video.play().catch(fail);
  return () => {
    ended = true;
    video.srcObject = null;
  };
}
