import { framingOptions, type Point, type ReframePlan } from '../../../browser.js';
import type { ClipSession } from '../../engine/clip-session.js';
import { elementById } from '../element-by-id.js';
import { optionForm } from '../option-form.js';
import type { Settings } from '../settings.js';
import { CropBox } from './crop-box.js';

const { aspect, padding, maxSpeed } = framingOptions;

/** Plans the crop, shows it, and takes corrections: a shot whose crop was moved holds it where it was put. */
export class CropPanel {
  readonly #session: ClipSession;
  readonly #settings: Settings;
  readonly #box: CropBox;
  readonly #switch = elementById<HTMLInputElement>('show-crop');
  readonly #follow = elementById<HTMLButtonElement>('crop-follow');
  readonly #onError: (error: unknown) => void;
  #plan: ReframePlan | undefined;
  #turn = 0;
  #complete = false;
  #index = 0;

  constructor(session: ClipSession, settings: Settings, signal: AbortSignal, onError: (error: unknown) => void) {
    this.#session = session;
    this.#settings = settings;
    this.#onError = onError;
    this.#box = new CropBox(signal, (center) => this.#hold(center));
    optionForm(
      elementById('crop-options'),
      { aspect, padding, maxSpeed },
      {
        values: settings.reframe,
        hints: true,
        onChange: (values) => {
          settings.reframe = values;
          void this.#replan();
        },
      },
    );
    this.#switch.addEventListener('change', () => void this.#replan(), { signal });
    this.#follow.addEventListener('click', () => this.#release(), { signal });
    elementById('crop-words').textContent = '';
    this.#show();
  }

  /** All maps are there: the crop can be planned. */
  complete(): void {
    this.#complete = true;
    void this.#replan();
  }

  toggle(): void {
    this.#switch.checked = !this.#switch.checked;
    void this.#replan();
  }

  showFrame(index: number): void {
    this.#index = index;
    this.#show();
  }

  get #shot(): number | undefined {
    return this.#plan?.frames[this.#index]?.shot;
  }

  #hold({ x, y }: Point): void {
    const shot = this.#shot;
    if (shot === undefined) return;
    this.#settings.edits = { ...this.#settings.edits, [shot]: { hold: { x, y } } };
    void this.#replan();
  }

  #release(): void {
    const shot = this.#shot;
    if (shot === undefined) return;
    const { [shot]: _, ...others } = this.#settings.edits;
    this.#settings.edits = others;
    void this.#replan();
  }

  async #replan(): Promise<void> {
    const turn = ++this.#turn;
    if (!this.#switch.checked || !this.#complete) {
      this.#show();
      return;
    }
    try {
      const plan = await this.#session.reframe(this.#settings.reframe, this.#settings.edits);
      if (turn !== this.#turn) return;
      this.#plan = plan;
      this.#show();
    } catch (error) {
      this.#onError(error);
    }
  }

  #show(): void {
    const plan = this.#switch.checked ? this.#plan : undefined;
    const shot = plan === undefined ? undefined : this.#shot;
    const held = shot !== undefined && this.#settings.edits[shot] !== undefined;
    this.#box.show(plan?.frames[this.#index]?.crop, held);
    this.#follow.disabled = !held;
    const words = elementById('crop-words');
    if (!this.#switch.checked) words.textContent = '';
    else if (!this.#complete) words.textContent = 'The crop is planned when all frames are mapped.';
    else if (plan !== undefined) words.textContent = this.#wordsOf(plan, shot, held);
  }

  #wordsOf({ output, shots, summary }: ReframePlan, shot: number | undefined, held: boolean): string {
    const size = `${output.width} × ${output.height}, keeps ${Math.round(100 * summary.kept)} % of what stands out.`;
    if (shot === undefined) return size;
    const lost = shots.find(({ index }) => index === shot)?.lost;
    return `${size} Shot ${shot + 1} ${held ? 'is held by hand' : 'follows attention'}.${lost ? ` ${lost.words}.` : ''}`;
  }
}
