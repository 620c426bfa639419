import { elementById } from './element-by-id.js';

const screens = ['welcome', 'opening', 'problem', 'work', 'live'] as const;

/** Shows one part of the page in place of the others. */
export function showScreen(screen: (typeof screens)[number]): void {
  for (const id of screens) elementById(id).hidden = id !== screen;
  document.body.dataset.screen = screen;
  // What had the focus may be gone: keys go on from here.
  if (screen === 'work' || screen === 'live') elementById('main').focus({ preventScroll: true });
  elementById('open-another').hidden = screen !== 'work' && screen !== 'live';
  if (screen !== 'work') elementById('clip-facts').replaceChildren();
  if (screen === 'welcome') document.title = 'Saliency – where the eye goes';
}
