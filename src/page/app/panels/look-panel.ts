import { overlayOptions } from '../../../browser.js';
import { elementById } from '../element-by-id.js';
import { optionForm } from '../option-form.js';
import { type Settings, type View, views } from '../settings.js';

/** The page shows both side by side itself. */
const { sideBySide: _, ...lookOptions } = overlayOptions;

/** Lets the user choose how frames are shown. */
export class LookPanel {
  readonly #settings: Settings;
  readonly #onChange: () => void;

  constructor(settings: Settings, signal: AbortSignal, onChange: () => void) {
    this.#settings = settings;
    this.#onChange = onChange;
    optionForm(elementById('look'), lookOptions, {
      values: settings.overlay,
      onChange: (values) => {
        settings.overlay = values;
        onChange();
      },
    });
    elementById('views').addEventListener(
      'change',
      ({ target }) => this.setView((target as HTMLInputElement).value as View),
      { signal },
    );
    this.#trailBox.addEventListener('change', () => this.setTrail(this.#trailBox.checked), { signal });
    this.setTrail(settings.trail);
    this.setView(settings.view);
  }

  setView(view: View): void {
    this.#settings.view = view;
    const boxes = elementById('views').querySelectorAll('input');
    boxes[views.indexOf(view)]!.checked = true;
    this.#onChange();
  }

  setTrail(trail: boolean): void {
    this.#settings.trail = trail;
    this.#trailBox.checked = trail;
    this.#onChange();
  }

  get #trailBox(): HTMLInputElement {
    return elementById<HTMLInputElement>('show-trail');
  }
}
