import { zipSync } from 'fflate';
import type { ClipSession } from '../../engine/clip-session.js';
import type { ExportRequest } from '../../engine/export-request.js';
import type { PictureLook } from '../../engine/picture-look.js';
import { elementById } from '../element-by-id.js';
import { fileStem } from '../file-stem.js';
import { makeElement } from '../make-element.js';
import { saveFile } from '../save-file.js';
import type { Settings } from '../settings.js';
import { textFormats } from './text-formats.js';
import { VideoMaker } from './video-maker.js';

/** Hands over what was made of a clip: videos, numbers, edit lists, pictures. */
export class TakePanel {
  readonly #session: ClipSession;
  readonly #settings: Settings;
  readonly #stem: string;
  readonly #maker: VideoMaker;
  #index = 0;

  constructor(session: ClipSession, settings: Settings, signal: AbortSignal) {
    this.#session = session;
    this.#settings = settings;
    this.#stem = fileStem(session.clip.name);
    this.#maker = new VideoMaker(session, signal, (words) => this.#say(words));
    const still = session.clip.frames === 1;
    elementById('take-video').hidden = still;
    elementById('crop-panel').hidden = still;
    elementById('stills-save').hidden = still;
    elementById('video-sound-switch').hidden = session.clip.audioCodec === undefined;
    elementById('text-format').replaceChildren(
      ...textFormats.map(({ value, words }) => makeElement('option', { value }, words)),
    );
    this.#say('');
    this.#setComplete(false);
    const on = (id: string, work: () => Promise<void> | void) =>
      elementById(id).addEventListener('click', () => void this.#try(work), { signal });
    on('video-make', () => this.#makeVideo());
    on('text-save', () => this.#saveText());
    on('picture-save', () => this.#savePicture());
    on('stills-save', () => this.#saveStills());
  }

  /** All maps are there: what is made of all of them can be had. */
  complete(): void {
    this.#setComplete(true);
  }

  showFrame(index: number): void {
    this.#index = index;
  }

  #setComplete(complete: boolean): void {
    for (const id of ['text-save', 'stills-save']) {
      const button = elementById<HTMLButtonElement>(id);
      button.disabled = !complete;
      button.title = complete ? '' : 'Ready when all frames are mapped';
    }
  }

  #say(words: string): void {
    elementById('take-words').textContent = words;
  }

  async #try(work: () => Promise<void> | void): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#say(error instanceof Error ? error.message : String(error));
    }
  }

  #makeVideo(): Promise<void> {
    const kind = chosen('video-kind') as ExportRequest['kind'];
    const container = chosen('video-container') as ExportRequest['container'];
    const { overlay, reframe, edits } = this.#settings;
    const { sideBySide: _, ...look } = overlay;
    const suffix = kind === 'crop' ? 'reframed' : kind;
    const sound = elementById<HTMLInputElement>('video-sound').checked;
    return this.#maker.make(
      {
        kind,
        container,
        sound,
        ...(kind === 'overlay' && { overlay: look }),
        ...(kind === 'crop' && { reframe, edits }),
      },
      `${this.#stem}.${suffix}.${container}`,
    );
  }

  async #saveText(): Promise<void> {
    const format = textFormats.find(({ value }) => value === chosen('text-format'))!;
    const { reframe, edits } = this.#settings;
    const request = format.request.of === 'reframe' ? { ...format.request, options: reframe, edits } : format.request;
    const name = `${this.#stem}${format.suffix}`;
    saveFile(await this.#session.text(request), name);
    this.#say(`Saved ${name}.`);
  }

  async #savePicture(): Promise<void> {
    const kind = chosen('picture-kind') as NonNullable<PictureLook['kind']>;
    const index = this.#index;
    const name = `${this.#stem}.${kind}.${String(index).padStart(6, '0')}.png`;
    saveFile(await this.#session.picture(index, { kind, overlay: this.#settings.overlay }), name);
    this.#say(`Saved ${name}.`);
  }

  async #saveStills(): Promise<void> {
    const { summary } = await this.#session.analysis();
    const kind = chosen('picture-kind') as NonNullable<PictureLook['kind']>;
    const files: Record<string, Uint8Array> = {};
    for (const { index } of summary.stills) {
      const picture = await this.#session.picture(index, { kind, overlay: this.#settings.overlay });
      files[`${this.#stem}.${String(index).padStart(6, '0')}.png`] = await picture.bytes();
    }
    const count = Object.keys(files).length;
    if (count === 0) {
      this.#say('No frame of this clip is worth a still.');
      return;
    }
    const name = `${this.#stem}.stills.zip`;
    // What PNG has packed gets no smaller.
    saveFile(new Blob([zipSync(files, { level: 0 })], { type: 'application/zip' }), name);
    this.#say(`Saved ${count} ${count === 1 ? 'still' : 'stills'} in ${name}.`);
  }
}

function chosen(id: string): string {
  return elementById<HTMLSelectElement>(id).value;
}
