import { analysisSize } from '../../browser.js';

/** One map of a picture that was just shown. */
export interface LiveMap {
  /** width · height levels, row by row: 0 where nothing holds the eye, 255 where most does. Yours to keep. */
  readonly levels: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Seconds of the picture on the video's own clock. */
  readonly time: number;
  /** Milliseconds that the map took. */
  readonly milliseconds: number;
}

/** Tells which model makes the maps, at which size, and who is told of them. */
export interface LiveOptions {
  readonly model: string;
  /** Options of the model; a model that may look ahead is told not to unless they say otherwise. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Long side of the pictures that the model sees, in pixels. */
  readonly analysisSize: number;
  onMap(map: LiveMap): void;
  onError(error: Error): void;
}

/** This asks the worker for a model, for a map of a picture, or to forget what it has seen. */
export type LiveRequest =
  | {
      readonly kind: 'model';
      readonly name: string;
      readonly width: number;
      readonly height: number;
      readonly options: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'picture'; readonly bitmap: ImageBitmap; readonly time: number }
  | { readonly kind: 'reset' };

/** The worker answers each picture once. A late model answers with a map of nothing at first. */
export type LiveReply =
  | { readonly kind: 'map'; readonly map?: LiveMap }
  | { readonly kind: 'failed'; readonly message: string };

/**
 * Maps the pictures that a `<video>` shows while it shows them, in a worker. One picture is worked on at a time; those
 * that come meanwhile are left out, so that the maps never fall behind.
 */
export class LiveMaps {
  readonly #video: HTMLVideoElement;
  readonly #options: LiveOptions;
  readonly #worker: Worker;
  #size: { readonly width: number; readonly height: number } | undefined;
  #shape = '';
  #busy = false;
  #closed = false;
  #callback = 0;
  #last = Number.NEGATIVE_INFINITY;

  constructor(video: HTMLVideoElement, options: LiveOptions) {
    this.#video = video;
    this.#options = options;
    this.#worker = new Worker(new URL('./element-worker.js', import.meta.url), { type: 'module' });
    this.#worker.onmessage = ({ data }: MessageEvent<LiveReply>) => this.#answered(data);
    this.#worker.onerror = (event) => this.#fail(new Error(event.message || 'the worker could not be started'));
    video.addEventListener('loadeddata', this.#show);
    this.#wait();
    this.#show();
  }

  /** Ends the worker. Nobody is told of anything any more. */
  close(): void {
    this.#closed = true;
    this.#video.cancelVideoFrameCallback(this.#callback);
    this.#video.removeEventListener('loadeddata', this.#show);
    this.#worker.terminate();
  }

  /** Takes the picture that stands: none may follow. */
  readonly #show = (): void => {
    if (this.#video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) void this.#take(this.#video.currentTime);
  };

  #wait(): void {
    this.#callback = this.#video.requestVideoFrameCallback((_, { mediaTime }) => {
      if (this.#closed) return;
      this.#wait();
      void this.#take(mediaTime);
    });
  }

  async #take(time: number): Promise<void> {
    const { videoWidth, videoHeight } = this.#video;
    if (this.#busy || this.#closed || videoWidth === 0) return;
    this.#busy = true;
    try {
      const size = this.#sized(videoWidth, videoHeight);
      // What follows a jump is no neighbor of what was seen.
      if (time < this.#last || time > this.#last + 1) this.#send({ kind: 'reset' });
      this.#last = time;
      const bitmap = await createImageBitmap(this.#video, {
        resizeWidth: size.width,
        resizeHeight: size.height,
        resizeQuality: 'medium',
      });
      if (this.#closed) bitmap.close();
      else this.#send({ kind: 'picture', bitmap, time }, [bitmap]);
    } catch (thrown) {
      this.#busy = false;
      this.#fail(thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
  }

  /** Gives the size that the model sees; a video of another shape gets another model. */
  #sized(width: number, height: number): { readonly width: number; readonly height: number } {
    const shape = `${width}x${height}`;
    if (this.#size !== undefined && shape === this.#shape) return this.#size;
    this.#shape = shape;
    this.#size = analysisSize({ width, height, sampleAspect: { num: 1, den: 1 } }, this.#options.analysisSize);
    this.#send({
      kind: 'model',
      name: this.#options.model,
      width: this.#size.width,
      height: this.#size.height,
      options: this.#options.options ?? {},
    });
    return this.#size;
  }

  #send(request: LiveRequest, transfer: Transferable[] = []): void {
    this.#worker.postMessage(request, transfer);
  }

  #answered(reply: LiveReply): void {
    if (this.#closed) return;
    this.#busy = false;
    if (reply.kind === 'failed') this.#fail(new Error(reply.message));
    else if (reply.map !== undefined) this.#options.onMap(reply.map);
  }

  #fail(error: Error): void {
    if (this.#closed) return;
    this.close();
    this.#options.onError(error);
  }
}
