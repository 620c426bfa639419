import type { Analysis, ShotRecord } from '../analysis/record/analysis.js';
import { pageScript, pageStyle } from './assets.js';
import { escapeHtml, safeJson } from './html-text.js';
import { type ReportLinks, reportData } from './report-data.js';

/** Pictures of one shot as `data:` addresses, both of its best still; a few hundred pixels wide is enough. */
export interface ShotPictures {
  /** The still itself. */
  readonly picture?: string | undefined;
  /** The still under its heatmap. */
  readonly heatmap?: string | undefined;
}

/** All that a page is made of. */
export interface ReportInput extends ReportLinks {
  readonly analysis: Analysis;
  /** One entry a shot, in order; shots may lack pictures. */
  readonly pictures: readonly ShotPictures[];
}

/**
 * Writes a self-contained page about a clip: its frames beside their heatmaps, plots over time, the path of the gaze, a
 * contact sheet. Works from a file and without a network; a policy in the page forbids any.
 *
 * With `clipUrl` (relative to the page, which lies beside the clip or above it) the clip itself is shown and played, else the stills of its shots.
 */
export function reportHtml({ analysis, pictures, ...links }: ReportInput): string {
  const { clip, shots, summary } = analysis;
  const rate = Number((clip.rate.num / clip.rate.den).toFixed(3));
  const facts = [
    `${clip.width} × ${clip.height}`,
    `${rate} fps${summary.variableRate ? ', variable' : ''}`,
    `${summary.frames} ${summary.frames === 1 ? 'frame' : 'frames'}`,
    `${summary.duration.toFixed(2)} s`,
    `${shots.length} ${shots.length === 1 ? 'shot' : 'shots'}`,
    `model ${clip.model}`,
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; media-src 'self' file:">
<title>${escapeHtml(clip.name)} – attention</title>
<style>${pageStyle}</style>
</head>
<body>
<header>
<h1>${escapeHtml(clip.name)}</h1>
<p class="facts">${facts.map((fact) => `<span>${escapeHtml(fact)}</span>`).join(' ')}</p>
</header>
<main>
<section aria-labelledby="now">
<h2 id="now">Frame</h2>
<div class="views" id="views"></div>
<div class="transport" role="group" aria-label="Position in the clip">
<button type="button" data-go="shot-back" aria-label="Previous shot">${icon('shot-back')}</button>
<button type="button" data-go="back" aria-label="Previous frame">${icon('back')}</button>
<button type="button" data-go="play" aria-label="Play" hidden>${icon('play')}</button>
<button type="button" data-go="next" aria-label="Next frame">${icon('next')}</button>
<button type="button" data-go="shot-next" aria-label="Next shot">${icon('shot-next')}</button>
<output id="timecode">${escapeHtml(analysis.frames[0]!.timecode)}</output>
<span id="reading" class="reading" role="status"></span>
<input type="range" id="position" min="0" max="${analysis.frames.length - 1}" value="0" aria-label="Frame">
</div>
<p class="hint">The ring is where the eye is taken to be, the dashed square where the subject is. Click a plot or a shot to go there. Keys: ← → a frame, ↑ ↓ a shot, Home, End, space to play.</p>
</section>
<section aria-labelledby="over-time">
<h2 id="over-time">Over time</h2>
<div id="plots"></div>
</section>
<section aria-labelledby="gaze">
<h2 id="gaze">Path of the gaze in <span id="gaze-shot">shot 1</span></h2>
<div id="gaze-plot"></div>
</section>
<section aria-labelledby="shots">
<h2 id="shots">Shots</h2>
<ol class="sheet" id="sheet">
${shots.map((shot, i) => shotCard(shot, pictures[i] ?? {})).join('\n')}
</ol>
</section>
</main>
<noscript><p>The plots need JavaScript; the list of shots does not.</p></noscript>
<script type="application/json" id="data">${safeJson(reportData(analysis, links))}</script>
<script>${pageScript}</script>
</body>
</html>
`;
}

const ICONS = {
  'shot-back': 'M5 4v16M20 4 8 12l12 8z',
  back: 'M17 4 7 12l10 8z',
  play: 'M6 4l13 8-13 8z',
  next: 'M7 4l10 8-10 8z',
  'shot-next': 'M19 4v16M4 4l12 8-12 8z',
} as const;

function icon(name: keyof typeof ICONS): string {
  return `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
}

function shotCard(shot: ShotRecord, { picture, heatmap }: ShotPictures): string {
  const number = shot.index + 1;
  const image = (address: string | undefined, kind: string, alt: string) =>
    address === undefined ? '' : `<img class="${kind}" src="${escapeHtml(address)}" alt="${alt}">`;
  const percent = (value: number) => `${Math.round(100 * value)} %`;
  const trace =
    shot.eyeTrace === null ? '' : `<div><dt>Eye trace</dt><dd>${percent(shot.eyeTrace.distance)}</dd></div>`;
  return `<li><button type="button" data-shot="${shot.index}" aria-label="Go to shot ${number}, ${shot.startTimecode}">
<span class="pictures">${image(picture, 'picture', `Best still of shot ${number}`)}${image(heatmap, 'heatmap', `Its heatmap`)}</span>
<span class="title">Shot ${number} <span class="when">${shot.startTimecode}</span></span></button>
<dl><div><dt>Length</dt><dd>${shot.duration.toFixed(2)} s</dd></div><div><dt>Steadiness</dt><dd>${percent(shot.steadiness)}</dd></div>${trace}</dl></li>`;
}
