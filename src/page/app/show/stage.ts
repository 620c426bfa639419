import { HeatCanvas } from '../../element/heat-canvas.js';
import type { ClipSession } from '../../engine/clip-session.js';
import { elementById } from '../element-by-id.js';
import type { Player } from '../play/player.js';
import type { Settings } from '../settings.js';
import { blendStyle } from './blend-style.js';
import { CellViews } from './cell-views.js';

/** Frames before the shown one whose map may stand in while its own is made. */
const STAND_IN = 8;

/** Shows one frame in the chosen view: the picture, and its map over it, beside it or in its place. */
export class Stage {
  readonly #session: ClipSession;
  readonly #player: Player;
  readonly #settings: Settings;
  readonly #cells: CellViews;
  readonly #heat: HeatCanvas;
  readonly #clean = elementById<HTMLCanvasElement>('clean');
  readonly #waiting = elementById('waiting');
  #index = 0;
  /** The frame whose map is shown. */
  #shown = -1;
  #sought = -1;

  constructor(session: ClipSession, player: Player, settings: Settings, onError: (error: unknown) => void) {
    this.#session = session;
    this.#player = player;
    this.#settings = settings;
    this.#cells = new CellViews(session, onError);
    const { width, height } = session.clip;
    elementById('work').style.setProperty('--aspect', String(width / height));
    elementById('backdrop').replaceChildren(player.element);
    const scale = Math.min(1, 960 / Math.max(width, height));
    this.#clean.width = Math.max(1, Math.round(width * scale));
    this.#clean.height = Math.max(1, Math.round(height * scale));
    this.#heat = new HeatCanvas(elementById<HTMLCanvasElement>('heat'), settings.look);
    this.#heat.clear();
    this.restyle();
  }

  /** Follows the settings of the view. */
  restyle(): void {
    const { view, look } = this.#settings;
    elementById('stage').dataset.view = view;
    this.#heat.setLook(look, view === 'map');
    this.#heat.canvas.style.mixBlendMode = view === 'map' ? 'normal' : blendStyle(look.blend);
    this.show(this.#index);
  }

  /** Shows a frame that the player shows. */
  show(index: number): void {
    this.#index = index;
    const { view } = this.#settings;
    if (view === 'side-by-side') {
      const { width, height } = this.#clean;
      this.#clean.getContext('2d')!.drawImage(this.#player.element, 0, 0, width, height);
    }
    if (view === 'superpixels' || view === 'stages') this.#cells.show(index, view);
    void this.#showMap(index);
  }

  /** Hears that a map has been made: it may be the one that is waited for. */
  mapMade(index: number): void {
    if (index === this.#index && this.#shown !== index) this.show(index);
  }

  async #showMap(index: number): Promise<void> {
    let from = index;
    while (from >= 0 && from > index - STAND_IN && !this.#session.hasMap(from)) from--;
    const levels = from >= 0 ? await this.#session.mapOf(from) : undefined;
    if (index !== this.#index) return;
    this.#waiting.hidden = levels !== undefined && from === index;
    if (levels === undefined) this.#heat.clear();
    else this.#heat.paint(levels, this.#session.clip.analysis.width, this.#session.clip.analysis.height);
    this.#shown = levels === undefined ? -1 : from;
    // The engine works ahead of what is looked at; it is told once, and not frame by frame.
    if (this.#shown !== index && Math.abs(index - this.#sought) > STAND_IN) {
      this.#sought = index;
      this.#session.seek(index);
    }
  }
}
