import { elementById } from '../element-by-id.js';
import { makeElement } from '../make-element.js';
import { showScreen } from '../screens.js';

/** A clip that cannot be shown: what is wrong, and the command that can read it if there is one. */
export interface Problem {
  readonly title: string;
  readonly words: string;
  readonly command?: string | undefined;
}

/** Says what is wrong in place of the clip. */
export function showProblem({ title, words, command }: Problem): void {
  showScreen('problem');
  elementById('problem-title').textContent = title;
  elementById('problem-words').textContent = words;
  elementById('problem-command').hidden = command === undefined;
  elementById('problem-line').replaceChildren(makeElement('span', {}, command ?? ''));
  elementById('problem-title').focus();
}
