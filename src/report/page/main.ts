import type { ExportFormatName } from '../../exports/formats.js';
import type { ReportData } from '../report-data.js';
import { reportExport } from '../report-exports.js';
import { Clip, type Still } from './clip.js';
import { clipPath, offerFile } from './files.js';
import { drawGaze } from './gaze-plot.js';
import { drawPlots } from './plots.js';
import { makeShuttle } from './shuttle.js';
import { showViews } from './views.js';

const data = JSON.parse(element('data').textContent!) as ReportData;
const clip = new Clip(data, shotStills(data));
const gone: string[] = [];
const views = showViews(element('views'), clip, (url) => {
  gone.push(decodeURIComponent(url).replace(/^\.\//, ''));
  const one = gone.length === 1;
  notice(
    `${gone.join(' and ')} cannot be shown: ${one ? 'it is' : 'they are'} no longer where this page looks, or of a format that this browser does not play. Put ${one ? 'it' : 'them'} back beside the page and reload; until then the nearest stills are shown.`,
  );
});
const plots = drawPlots(element('plots'), clip, (frame) => moveTo(frame));
const position = element('position') as HTMLInputElement;
let current = -1;
let gazeShot = -1;
const shuttle = makeShuttle(clip, views, { current: () => current, go, onSpeed: showSpeed });

if (data.clipUrl === undefined) notice('This page knows of no clip to play: the nearest stills are shown.');

/** Shows a frame everywhere; the one place where the position changes. */
function go(frame: number, seek = true): void {
  const next = Math.min(clip.length - 1, Math.max(0, frame));
  if (seek || next !== current) views.show(next, seek);
  if (next === current) return;
  current = next;
  const shot = clip.shotAt(next);
  position.value = String(next);
  position.setAttribute('aria-valuetext', `${clip.timecode(next)}, shot ${shot + 1}`);
  element('timecode').textContent = clip.timecode(next);
  // A clip that plays is not read out frame by frame.
  element('reading').setAttribute('aria-live', shuttle.speed === 0 ? 'polite' : 'off');
  element('reading').textContent = clip.reading(next);
  plots.show(next);
  if (shot !== gazeShot) {
    gazeShot = shot;
    element('gaze-shot').textContent = `shot ${shot + 1}`;
    drawGaze(element('gaze-plot'), clip, shot, views.pictureOf(shot));
    for (const button of document.querySelectorAll<HTMLElement>('[data-shot]'))
      button.setAttribute('aria-current', String(Number(button.dataset.shot) === shot));
  }
}

/** Goes to a frame, and rests there. */
function moveTo(frame: number): void {
  shuttle.stop();
  go(frame);
}

function goShot(step: number): void {
  const shot = clip.shotAt(current);
  const { start } = clip.shotRanges[shot]!;
  if (step < 0 && current > start) moveTo(start);
  else moveTo(clip.shotRanges[Math.min(clip.shots.length - 1, Math.max(0, shot + step))]!.start);
}

function toggle(): void {
  if (shuttle.speed === 0) shuttle.push(1);
  else shuttle.stop();
}

const ACTIONS: Record<string, () => void> = {
  back: () => moveTo(current - 1),
  next: () => moveTo(current + 1),
  'shot-back': () => goShot(-1),
  'shot-next': () => goShot(1),
  play: toggle,
};

const KEYS: Record<string, (event: KeyboardEvent) => void> = {
  ArrowLeft: ({ shiftKey }) => moveTo(current - (shiftKey ? 10 : 1)),
  ArrowRight: ({ shiftKey }) => moveTo(current + (shiftKey ? 10 : 1)),
  ArrowUp: () => goShot(-1),
  ArrowDown: () => goShot(1),
  Home: () => moveTo(0),
  End: () => moveTo(clip.length - 1),
  j: () => shuttle.push(-1),
  k: () => shuttle.stop(),
  l: () => shuttle.push(1),
  ' ': toggle,
};

document.addEventListener('click', ({ target }) => {
  const {
    go: action,
    shot,
    export: format,
  } = (target as Element).closest<HTMLElement>('[data-go], [data-shot], [data-export]')?.dataset ?? {};
  if (action !== undefined) ACTIONS[action]!();
  else if (shot !== undefined) moveTo(clip.shotRanges[Number(shot)]!.still);
  else if (format !== undefined) offerFile(reportExport(data, format as ExportFormatName, clipPath(data)));
});
document.addEventListener('keydown', (event) => {
  const action = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  // A button, a box and a heading that opens keep their own space key, and the browser its shortcuts.
  if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === ' ' && (event.target as Element).closest('button, summary, [type="checkbox"]') !== null) return;
  event.preventDefault();
  action(event);
});
position.addEventListener('input', () => moveTo(Number(position.value)));
for (const box of document.querySelectorAll<HTMLInputElement>('[data-layer]')) {
  box.addEventListener('change', () => element('views').classList.toggle(`no-${box.dataset.layer}`, !box.checked));
}
go(0);

function showSpeed(speed: number): void {
  element('speed').textContent = speed === 0 || speed === 1 ? '' : speed < 0 ? `backward ×${-speed}` : `×${speed}`;
  document.querySelector('[data-go="play"]')!.setAttribute('aria-label', speed === 0 ? 'Play' : 'Stop');
}

function notice(words: string): void {
  element('notice').textContent = words;
  element('notice').hidden = false;
}

/** The pictures of the best stills, which the contact sheet holds. */
function shotStills({ shots, firstFrame }: ReportData): Still[] {
  return shots.flatMap(({ index, bestStill }) => {
    const source = (kind: string) => document.querySelector<HTMLImageElement>(`[data-shot="${index}"] .${kind}`)?.src;
    const [picture, heatmap] = [source('picture'), source('heatmap')];
    return picture === undefined || heatmap === undefined
      ? []
      : [{ frame: bestStill.index - firstFrame, picture, heatmap }];
  });
}

function element(id: string): HTMLElement {
  return document.getElementById(id)!;
}
