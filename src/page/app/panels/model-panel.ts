import { models, type OptionTable, optionTable } from '../../../browser.js';
import { elementById } from '../element-by-id.js';
import { makeElement } from '../make-element.js';
import { optionForm } from '../option-form.js';
import type { Settings } from '../settings.js';

/** An option of every model. */
const sizeOption = optionTable({
  analysisSize: {
    type: 'number',
    integer: true,
    min: 16,
    max: 1024,
    default: 400,
    summary: 'long side of the frames that the model sees, in pixels',
  },
});

/** Lets the user choose the model and its options; the clip is then mapped again. */
export function modelPanel(settings: Settings, signal: AbortSignal, mapAgain: () => void): void {
  const select = elementById<HTMLSelectElement>('model');
  const apply = elementById<HTMLButtonElement>('model-apply');
  let model = settings.model;
  let values: Readonly<Record<string, unknown>> = { ...settings.modelOptions, ...sizeOf(settings) };
  const showModel = () => {
    const { summary, notice, options } = models.find(({ name }) => name === model)!;
    elementById('model-words').textContent =
      `${sentence(summary)}${notice === undefined ? '' : ` ${sentence(notice)}`}`;
    optionForm(
      elementById('model-options'),
      { ...(options as OptionTable), ...sizeOption },
      {
        values,
        hints: true,
        onChange: (changed) => {
          values = changed;
          apply.disabled = false;
        },
      },
    );
  };
  select.replaceChildren(
    ...models.map(({ name }) => makeElement('option', { value: name, selected: name === model }, name)),
  );
  select.addEventListener(
    'change',
    () => {
      model = select.value;
      values = sizeOf(settings);
      apply.disabled = false;
      showModel();
    },
    { signal },
  );
  apply.disabled = true;
  apply.addEventListener(
    'click',
    () => {
      const { analysisSize, ...modelOptions } = values;
      settings.model = model;
      settings.modelOptions = modelOptions;
      settings.analysisSize = analysisSize as number | undefined;
      mapAgain();
    },
    { signal },
  );
  showModel();
}

function sizeOf({ analysisSize }: Settings): Readonly<Record<string, unknown>> {
  return analysisSize === undefined ? {} : { analysisSize };
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1).replace(/\.$/, '')}.`;
}
