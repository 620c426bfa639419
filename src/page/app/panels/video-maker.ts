import type { ClipSession } from '../../engine/clip-session.js';
import type { ExportRequest } from '../../engine/export-request.js';
import { announce } from '../announce.js';
import { elementById } from '../element-by-id.js';
import { saveFile } from '../save-file.js';

/** Pixels over all frames from which on a video goes straight to a file: it would take too much memory. */
const LARGE = 1.5e9;

/** What Chromium offers for files that are written piece by piece. */
type SavePicker = (options: { suggestedName: string }) => Promise<FileSystemFileHandle>;

/** Makes one video at a time, and shows how far it is. */
export class VideoMaker {
  readonly #session: ClipSession;
  readonly #signal: AbortSignal;
  readonly #say: (words: string) => void;
  #abort: AbortController | undefined;

  constructor(session: ClipSession, signal: AbortSignal, say: (words: string) => void) {
    this.#session = session;
    this.#signal = signal;
    this.#say = say;
    this.#show(undefined);
    elementById('video-cancel').addEventListener('click', () => this.#abort?.abort(), { signal });
  }

  async make(request: ExportRequest, name: string): Promise<void> {
    const target = await this.#target(name);
    this.#abort = new AbortController();
    this.#show({ done: 0, total: this.#session.clip.frames });
    this.#say('');
    try {
      const video = await this.#session.export(
        { ...request, target },
        (progress) => this.#show(progress),
        AbortSignal.any([this.#signal, this.#abort.signal]),
      );
      if (video.blob !== undefined) saveFile(video.blob, name);
      const words = [`Saved ${name}: ${video.frames} frames, ${megabytes(video.bytes)}.`, ...video.notes].join(' ');
      this.#say(words);
      announce(words);
    } catch (error) {
      if (!this.#abort.signal.aborted) throw error;
      this.#say('Canceled; nothing was saved.');
    } finally {
      this.#abort = undefined;
      this.#show(undefined);
    }
  }

  /** Asks where a large video goes; a browser that cannot ask keeps it in memory until it is saved. */
  async #target(name: string): Promise<FileSystemFileHandle | undefined> {
    const { width, height, frames } = this.#session.clip;
    const pick = (globalThis as { showSaveFilePicker?: SavePicker }).showSaveFilePicker;
    return pick === undefined || width * height * frames < LARGE ? undefined : pick({ suggestedName: name });
  }

  #show(progress: { readonly done: number; readonly total: number } | undefined): void {
    elementById('video-progress').hidden = progress === undefined;
    elementById<HTMLButtonElement>('video-make').disabled = progress !== undefined;
    if (progress === undefined) return;
    const { done, total } = progress;
    elementById<HTMLProgressElement>('video-bar').value = total === 0 ? 0 : done / total;
    elementById('video-words').textContent = `${done} of ${total} frames`;
  }
}

function megabytes(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
