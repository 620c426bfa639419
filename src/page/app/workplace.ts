import { ClipSession } from '../engine/clip-session.js';
import { announce } from './announce.js';
import { elementById } from './element-by-id.js';
import { problemOf } from './intake/problem-of.js';
import { showProblem } from './intake/show-problem.js';
import { makeElement } from './make-element.js';
import { OpenClip } from './open-clip.js';
import { showScreen } from './screens.js';
import { Settings } from './settings.js';

/** What the user has chosen stays while the page is open. */
const settings = new Settings();

/** The files that were opened together; one is shown, the others wait on a shelf. */
export class Workplace {
  readonly #files: readonly File[];
  #open: OpenClip | undefined;
  /** Counts what was opened: an answer that comes late is for nobody. */
  #turn = 0;
  #abandon: () => void = () => {};

  constructor(files: readonly File[]) {
    this.#files = files;
    settings.edits = {};
  }

  /** Opens one of the files, and says so on the page if that cannot be. */
  async open(position: number): Promise<void> {
    this.close();
    const turn = this.#turn;
    const gone = () => turn !== this.#turn;
    const file = this.#files[position]!;
    let shown: OpenClip | undefined;
    try {
      const session = await this.#session(file, {
        onMap: (index) => shown?.mapMade(index),
        onProgress: (progress) => shown?.progress(progress),
        onError: (error) => (shown === undefined ? this.#fail(error, file.name, gone) : shown.tell(error)),
      });
      if (gone()) {
        session.close();
        return;
      }
      showScreen('work');
      this.#showShelf(position);
      const owner = { settings, mapAgain: () => void this.open(position) };
      this.#abandon = () => session.close();
      shown = await OpenClip.show(file, session, owner, gone);
      if (shown === undefined) return;
      this.#open = shown;
      announce(`${file.name} is open`);
    } catch (error) {
      this.#fail(error, file.name, gone);
    }
  }

  close(): void {
    this.#turn++;
    this.#abandon();
    this.#abandon = () => {};
    this.#open?.close();
    this.#open = undefined;
  }

  async #session(file: File, listeners: Parameters<typeof ClipSession.open>[1]): Promise<ClipSession> {
    const { model, modelOptions, analysisSize } = settings;
    return ClipSession.open(file, { model, modelOptions, analysisSize, ...listeners });
  }

  #fail(error: unknown, name: string, gone: () => boolean): void {
    if (gone()) return;
    this.close();
    showProblem(problemOf(error, name));
  }

  #showShelf(current: number): void {
    const shelf = elementById('shelf');
    shelf.hidden = this.#files.length < 2;
    shelf.replaceChildren(
      ...this.#files.map(({ name }, position) => {
        const here = position === current;
        const button = makeElement('button', { type: 'button', 'aria-current': here ? 'true' : undefined }, name);
        if (!here) {
          button.addEventListener('click', () => {
            settings.edits = {};
            void this.open(position);
          });
        }
        return button;
      }),
    );
  }
}
