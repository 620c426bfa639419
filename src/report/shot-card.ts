import type { ShotRecord } from '../analysis/record/analysis.js';
import type { ReframedShot } from '../analysis/reframe/reframe-plan.js';
import { escapeHtml } from './html-text.js';

/** Pictures of one shot as `data:` addresses, both of its best still; a few hundred pixels wide is enough. */
export interface ShotPictures {
  /** The still itself. */
  readonly picture?: string | undefined;
  /** The still under its heatmap. */
  readonly heatmap?: string | undefined;
}

/** Tells how a shot is cropped to another shape. */
export interface ShotCrop {
  readonly aspect: string;
  readonly shot: ReframedShot;
}

/** Writes the card of a shot in the contact sheet: its pictures, its figures, how it can be cropped. */
export function shotCard(shot: ShotRecord, { picture, heatmap }: ShotPictures, crop?: ShotCrop): string {
  const number = shot.index + 1;
  const image = (address: string | undefined, kind: string, alt: string) =>
    address === undefined ? '' : `<img class="${kind}" src="${escapeHtml(address)}" alt="${alt}">`;
  const zones = shot.quietZones?.length;
  const facts: [string, string][] = [
    ['Length', `${shot.duration.toFixed(2)} s`],
    ['Steadiness', percent(shot.steadiness)],
    ...(shot.eyeTrace === null ? [] : [['Eye trace', percent(shot.eyeTrace.distance)] satisfies [string, string]]),
    ...(zones === undefined ? [] : [['Quiet zones', String(zones)] satisfies [string, string]]),
  ];
  return `<li><button type="button" data-shot="${shot.index}" aria-label="Go to shot ${number}, ${escapeHtml(shot.startTimecode)}">
<span class="pictures">${image(picture, 'picture', `Best still of shot ${number}`)}${image(heatmap, 'heatmap', `Its heatmap`)}</span>
<span class="title">Shot ${number} <span class="when">${escapeHtml(shot.startTimecode)}</span></span></button>
<dl>${facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl>${
    crop === undefined ? '' : `\n<p class="cropped">${escapeHtml(cropWords(crop))}</p>`
  }</li>`;
}

/** Tells in words how a shot fits another shape, with the reason where it does not. */
function cropWords({ aspect, shot }: ShotCrop): string {
  const { kept, keptByCenter, padded, lost } = shot;
  const bars = padded ? ', between bars' : '';
  const why = lost === null ? '' : `: ${lost.words}`;
  return `${aspect} keeps ${percent(kept)} of what stands out (in the middle ${percent(keptByCenter)})${bars}${why}`;
}

function percent(value: number): string {
  return `${Math.round(100 * value)} %`;
}
