import { elementById } from '../element-by-id.js';
import { makeElement } from '../make-element.js';

/** Keys of the keyboard, what they do, and the name of the deed. */
const keys: readonly (readonly [keys: readonly string[], words: string, deed: Deed])[] = [
  [[' ', 'k', 'K'], 'play or pause', 'play'],
  [['ArrowLeft', ','], 'a frame back', 'back'],
  [['ArrowRight', '.'], 'a frame on', 'next'],
  [['ArrowUp'], 'to the start of the shot, or to the shot before', 'shot-back'],
  [['ArrowDown'], 'to the next shot', 'shot-next'],
  [['j', 'J'], 'play backwards', 'rewind'],
  [['l', 'L'], 'play; again: faster', 'faster'],
  [['Home'], 'to the first frame', 'first'],
  [['End'], 'to the last frame', 'last'],
  [['1', '2', '3', '4', '5'], 'heatmap, side by side, map alone, superpixels, stages', 'view'],
  [['g', 'G'], 'the path of the gaze', 'trail'],
  [['c', 'C'], 'the crop', 'crop'],
  [['m', 'M'], 'sound', 'sound'],
  [['f', 'F'], 'full screen', 'full'],
  [['?'], 'these keys', 'keys'],
];

/** What a key or a button can ask for. */
export type Deed =
  | 'play'
  | 'back'
  | 'next'
  | 'shot-back'
  | 'shot-next'
  | 'rewind'
  | 'faster'
  | 'first'
  | 'last'
  | 'view'
  | 'trail'
  | 'crop'
  | 'sound'
  | 'full'
  | 'keys';

const names: Readonly<Record<string, string>> = {
  ' ': 'space',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
};

/** Hears of keys and of buttons that carry `data-do`, while the signal is not aborted. */
export function hearKeys(signal: AbortSignal, act: (deed: Deed, key: string) => void): void {
  document.addEventListener(
    'keydown',
    (event) => {
      const found = keys.find(([list]) => list.includes(event.key));
      if (found === undefined || event.ctrlKey || event.metaKey || event.altKey || isTaken(event)) return;
      event.preventDefault();
      act(found[2], event.key);
    },
    { signal },
  );
  document.addEventListener(
    'click',
    ({ target }) => {
      const deed = (target as Element).closest<HTMLElement>('[data-do]')?.dataset.do;
      if (deed !== undefined) act(deed as Deed, '');
    },
    { signal },
  );
}

/** Lists all keys in their dialog, and shows it. */
export function showKeys(): void {
  elementById('key-list').replaceChildren(
    ...keys.flatMap(([list, words]) => [
      makeElement('dt', {}, [...new Set(list.map(nameOf))].join(' ')),
      makeElement('dd', {}, words),
    ]),
  );
  elementById<HTMLDialogElement>('keys').showModal();
}

/** Names a key as it is written on a keyboard. */
function nameOf(key: string): string {
  return names[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}

/** Tells whether the key is meant for what has the focus: a field, a button's own space, a dialog, the crop's arrows. */
function isTaken({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element) || document.querySelector('dialog[open]') !== null) return true;
  if (target.id === 'position') return false;
  if (target.matches('select, textarea, [role="slider"]')) return key !== ' ' || target.matches('select, textarea');
  if (target instanceof HTMLInputElement) {
    return target.type !== 'checkbox' && target.type !== 'radio' ? true : key === ' ' || key.startsWith('Arrow');
  }
  return key === ' ' && target.matches('button, summary, a');
}
