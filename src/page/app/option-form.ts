import {
  describeExpected,
  OptionError,
  type OptionInput,
  type OptionSpec,
  type OptionTable,
  resolveOptions,
} from '../../browser.js';
import { makeElement } from './make-element.js';

/** Values by the names of a table; what is not set is left to its default. */
type Values = Readonly<Record<string, unknown>>;

/** Says how a form begins and who hears of it. */
interface FormOptions {
  readonly values?: Values;
  /** Whether each option is explained below its field. */
  readonly hints?: boolean;
  /** Called with all values that are not their defaults, when they are valid. */
  onChange(values: Values): void;
}

let forms = 0;

/** Makes a form of an option table: the same names, ranges and words as everywhere. */
export function optionForm(container: HTMLElement, table: OptionTable, options: FormOptions): void {
  const prefix = `form${forms++}`;
  const values: Record<string, unknown> = { ...options.values };
  const form = makeElement('div', { class: 'form' });
  for (const [name, spec] of Object.entries(table)) {
    const id = `${prefix}-${name}`;
    const wrong = makeElement('span', { class: 'wrong', id: `${id}-wrong`, hidden: true });
    const field = makeField(name, spec, values[name], id, (value) => {
      const before = values[name];
      if (value === undefined) delete values[name];
      else values[name] = value;
      const message = refusal(table, values);
      wrong.hidden = message === undefined;
      wrong.textContent = message ?? '';
      field.control.setAttribute('aria-invalid', String(message !== undefined));
      if (message === undefined) options.onChange({ ...values });
      else if (before === undefined) delete values[name];
      else values[name] = before;
    });
    const hint = makeElement('span', { class: 'hint', id: `${id}-hint` }, `${spec.summary}${rangeOf(spec)}`);
    if (options.hints !== true) hint.classList.add('unseen');
    field.control.setAttribute('aria-describedby', `${id}-hint ${id}-wrong`);
    field.label.title = spec.summary;
    form.append(makeElement('div', { class: 'field-of-table' }, field.label, hint, wrong));
  }
  container.replaceChildren(form);
}

function rangeOf(spec: OptionSpec): string {
  return spec.type === 'number' ? ` (${describeExpected(spec)})` : '';
}

function refusal(table: OptionTable, values: Values): string | undefined {
  try {
    resolveOptions(table, values as OptionInput<OptionTable>);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof OptionError) return thrown.message;
    throw thrown;
  }
}

interface Field {
  readonly label: HTMLElement;
  readonly control: HTMLElement;
}

function makeField(
  name: string,
  spec: OptionSpec,
  given: unknown,
  id: string,
  change: (value: unknown) => void,
): Field {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/^./, (c) => c.toUpperCase());
  const value = given ?? ('default' in spec ? spec.default : undefined);
  if (spec.type === 'boolean') {
    const control = makeElement('input', { type: 'checkbox', id, checked: value === true });
    control.addEventListener('change', () => change(control.checked === spec.default ? undefined : control.checked));
    return { control, label: makeElement('label', { class: 'check' }, control, makeElement('span', {}, words)) };
  }
  const labelled = (control: HTMLElement, output: Node | string = ''): Field => ({
    control,
    label: makeElement('label', { class: 'field' }, makeElement('span', {}, words, output), control),
  });
  if (spec.type === 'choice') {
    const control = makeElement(
      'select',
      { id },
      ...(spec.default === undefined ? [makeElement('option', { value: '' }, 'by itself')] : []),
      ...spec.choices.map((choice) => makeElement('option', { value: choice, selected: choice === value }, choice)),
    );
    control.addEventListener('change', () => change(control.value === '' ? undefined : control.value));
    return labelled(control);
  }
  if (spec.type === 'number' && spec.values === undefined && spec.max - spec.min <= 1 && value !== undefined) {
    const output = makeElement('output', { for: id }, percent(Number(value)));
    const control = makeElement('input', { type: 'range', id, min: spec.min, max: spec.max, step: 0.01 });
    control.value = String(value);
    control.addEventListener('input', () => {
      output.textContent = percent(control.valueAsNumber);
      change(control.valueAsNumber);
    });
    return labelled(control, output);
  }
  if (spec.type === 'number') {
    const control = makeElement('input', {
      type: 'number',
      id,
      min: spec.min,
      max: spec.max,
      step: spec.integer === true ? 1 : 'any',
      value: value === undefined ? '' : String(value),
      placeholder: value === undefined ? 'by itself' : undefined,
    });
    control.addEventListener('change', () => change(control.value === '' ? undefined : control.valueAsNumber));
    return labelled(control);
  }
  const placeholder = spec.type === 'text' ? spec.placeholder : undefined;
  const control = makeElement('input', {
    type: 'text',
    id,
    placeholder,
    value: value === undefined ? '' : String(value),
  });
  control.addEventListener('change', () => change(control.value === '' ? undefined : control.value));
  return labelled(control);
}

function percent(value: number): string {
  return `${Math.round(100 * value)} %`;
}
