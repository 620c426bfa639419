import type { Analysis, FrameRecord, ReframeOptions, ReframePlan } from '../../browser.js';
import type { ClipMeasurements } from './clip-measurements.js';
import type { CropEdits } from './crop-edits.js';
import type { ExportedVideo, ExportRequest } from './export-request.js';
import type { FrameSuperpixels, RankingStages } from './frame-views.js';
import { MapStore } from './map-store.js';
import type { FromWorker, TextRequest } from './messages.js';
import type { OpenedClip } from './opened-clip.js';
import type { PictureLook } from './picture-look.js';
import type { SessionOptions } from './session-options.js';
import { type CallOptions, revive, WorkerCalls } from './worker-calls.js';

/**
 * A clip or a still that was dropped on a page: decoded, mapped and measured in a worker, and kept as maps.
 *
 * Mapping starts at once, from the frame last sought, and goes on until every frame has its map. Nothing leaves the
 * machine. `close` ends the worker and frees all that it holds.
 */
export class ClipSession {
  readonly clip: OpenedClip;
  readonly #calls: WorkerCalls;
  readonly #maps: MapStore;

  private constructor(clip: OpenedClip, calls: WorkerCalls, maps: MapStore) {
    this.clip = clip;
    this.#calls = calls;
    this.#maps = maps;
  }

  /**
   * Opens a clip or a still, and begins to map it.
   *
   * @throws {UndecodableClip} for a clip that this browser cannot decode.
   * @throws {OptionError} for a model or an option that cannot be.
   */
  static async open(file: File | Blob, options: SessionOptions = {}): Promise<ClipSession> {
    const { name = 'name' in file ? file.name : 'clip', onMap, onProgress, onError, startWorker, ...mapping } = options;
    const worker = startWorker?.() ?? new Worker(new URL('./page-worker.js', import.meta.url), { type: 'module' });
    const maps = new MapStore();
    const hear = (message: FromWorker) => {
      if (message.kind === 'map') {
        maps.put(message.index, message.packed);
        onMap?.(message.index);
      } else if (message.kind === 'mapping') onProgress?.(message.progress);
      else if (message.kind === 'broken') onError?.(revive(message.error));
      else if (message.kind === 'want') {
        const { id, from, to } = message;
        calls.post({ kind: 'maps', id, maps: Array.from({ length: to - from }, (_, i) => maps.packed(from + i)) });
      }
    };
    const calls: WorkerCalls = new WorkerCalls(worker, hear, (error) => onError?.(error));
    try {
      const clip = await calls.call('open', [file, name, mapping]);
      return new ClipSession(clip, calls, maps);
    } catch (error) {
      calls.close();
      throw error;
    }
  }

  /** Makes the maps from this frame on before those of other frames. */
  seek(index: number): void {
    this.#calls.post({ kind: 'seek', index });
  }

  /** Tells whether the map of a frame is there. */
  hasMap(index: number): boolean {
    return this.#maps.packed(index) !== undefined;
  }

  /**
   * Gives the map of a frame as levels from 0 to 255, row-major at the analysis size: a copy of the caller's own.
   * Undefined while it is not made. Takes about a millisecond, in this thread.
   */
  async mapOf(index: number): Promise<Uint8Array | undefined> {
    return this.#maps.levels(index, this.clip.analysis);
  }

  /** Number of maps that are kept, and the bytes that they take up. */
  get kept(): { readonly maps: number; readonly bytes: number } {
    return this.#maps;
  }

  /** Gives the figures of all frames that are mapped so far. Costs some microseconds a frame, in the worker. */
  measurements(): Promise<ClipMeasurements> {
    return this.#calls.call('measurements', []);
  }

  /** Gives the whole record of one frame; undefined while it has no map. */
  frame(index: number): Promise<FrameRecord | undefined> {
    return this.#calls.call('frame', [index]);
  }

  /** Gives the analysis as the command line writes it, when every frame is mapped. */
  async analysis(): Promise<Analysis> {
    const { value, parts } = await this.#calls.inParts('analysis', []);
    return { ...value, frames: parts as Analysis['frames'] };
  }

  /** Plans a crop of another aspect that follows attention, when every frame is mapped. */
  async reframe(options: ReframeOptions = {}, edits: CropEdits = {}): Promise<ReframePlan> {
    const { value, parts } = await this.#calls.inParts('reframe', [options, edits]);
    return { ...value, frames: parts as ReframePlan['frames'] };
  }

  /** Gives an analysis, a plan or an edit list as a text file, when every frame is mapped. */
  text(request: TextRequest): Promise<Blob> {
    return this.#calls.call('text', [request]);
  }

  /** Divides a frame into superpixels, as the default model does with a frame by itself. */
  superpixels(index: number): Promise<FrameSuperpixels> {
    return this.#calls.call('superpixels', [index]);
  }

  /** Ranks a frame by itself, and gives both stages of the ranking beside its map. */
  stages(index: number): Promise<RankingStages> {
    return this.#calls.call('stages', [index]);
  }

  /** Draws one frame at the size of the clip, as PNG. */
  picture(index: number, look: PictureLook = {}): Promise<Blob> {
    return this.#calls.call('picture', [index, look]);
  }

  /**
   * Makes a video of the clip; frames that are not mapped yet are mapped first.
   *
   * @throws {DOMException} the reason of the signal when it is aborted.
   */
  export(request: ExportRequest, onProgress?: CallOptions['onProgress'], signal?: AbortSignal): Promise<ExportedVideo> {
    return this.#calls.call('export', [request], { onProgress, signal });
  }

  /** Counts the pictures that were opened and closed so far: equal when nothing is under way. */
  lent(): Promise<{ readonly opened: number; readonly closed: number }> {
    return this.#calls.call('lent', []);
  }

  /** Ends the worker; calls that wait reject. */
  close(): void {
    this.#calls.close();
  }
}
