import type { ReportData } from '../report-data.js';
import { Clip } from './clip.js';
import { drawGaze } from './gaze-plot.js';
import { drawPlots } from './plots.js';
import { showViews } from './views.js';

const clip = new Clip(JSON.parse(element('data').textContent!) as ReportData);
const views = showViews(element('views'), clip);
const plots = drawPlots(element('plots'), clip, go);
const position = element('position') as HTMLInputElement;
let current = -1;
let gazeShot = -1;

/** Shows a frame everywhere; the one place where the position changes. */
function go(frame: number, seek = true): void {
  const next = Math.min(clip.length - 1, Math.max(0, frame));
  if (next === current) return;
  current = next;
  const shot = clip.shotAt(next);
  position.value = String(next);
  position.setAttribute('aria-valuetext', `${clip.timecode(next)}, shot ${shot + 1}`);
  element('timecode').textContent = clip.timecode(next);
  // A clip that plays is not read out frame by frame.
  element('reading').setAttribute('aria-live', seek ? 'polite' : 'off');
  element('reading').textContent = clip.reading(next);
  views.show(next, seek);
  plots.show(next);
  if (shot !== gazeShot) {
    gazeShot = shot;
    element('gaze-shot').textContent = `shot ${shot + 1}`;
    drawGaze(element('gaze-plot'), clip, shot, views.pictureOf(shot));
    for (const button of document.querySelectorAll<HTMLElement>('[data-shot]'))
      button.setAttribute('aria-current', String(Number(button.dataset.shot) === shot));
  }
}

function goShot(step: number): void {
  const shot = clip.shotAt(current);
  const start = clip.shots[shot]!.start;
  if (step < 0 && current > start) go(start);
  else go(clip.shots[Math.min(clip.shots.length - 1, Math.max(0, shot + step))]!.start);
}

const ACTIONS: Record<string, () => void> = {
  back: () => go(current - 1),
  next: () => go(current + 1),
  'shot-back': () => goShot(-1),
  'shot-next': () => goShot(1),
  play: () => views.toggle(),
};

const KEYS: Record<string, () => void> = {
  ArrowLeft: ACTIONS.back!,
  ArrowRight: ACTIONS.next!,
  ArrowUp: () => goShot(-1),
  ArrowDown: () => goShot(1),
  Home: () => go(0),
  End: () => go(clip.length - 1),
  ' ': ACTIONS.play!,
};

document.addEventListener('click', (event) => {
  const target = (event.target as Element).closest<HTMLElement>('[data-go], [data-shot]');
  if (target?.dataset.go !== undefined) ACTIONS[target.dataset.go]!();
  else if (target?.dataset.shot !== undefined) go(clip.shots[Number(target.dataset.shot)]!.still);
});
document.addEventListener('keydown', (event) => {
  const action = KEYS[event.key];
  // A button keeps its own space key, and the browser its shortcuts.
  if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === ' ' && event.target instanceof HTMLButtonElement) return;
  event.preventDefault();
  action();
});
position.addEventListener('input', () => go(Number(position.value)));
views.onFrame((frame) => go(frame, false));
for (const button of document.querySelectorAll<HTMLElement>('[data-go="play"]')) button.hidden = !views.playable;
go(0);

function element(id: string): HTMLElement {
  return document.getElementById(id)!;
}
