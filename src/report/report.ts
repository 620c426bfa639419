import type { Analysis } from '../analysis/record/analysis.js';
import { exportFormats } from '../exports/formats.js';
import { pageScript, pageStyle } from './assets.js';
import { escapeHtml, safeJson } from './html-text.js';
import { type ReportExtras, type ReportLinks, reportData } from './report-data.js';
import { reportExports } from './report-exports.js';
import { type ShotPictures, shotCard } from './shot-card.js';

/** All that a page is made of. */
export interface ReportInput extends ReportLinks, ReportExtras {
  readonly analysis: Analysis;
  /** One entry a shot, in order; shots may lack pictures. */
  readonly pictures: readonly ShotPictures[];
}

/**
 * Writes a self-contained page about a clip: its frames beside their heatmaps, plots over time, the path of the gaze, a
 * contact sheet, and files for editors. Works from a file and without a network; a policy in the page forbids any.
 *
 * With `clipUrl` (relative to the page, which lies beside the clip or above it) the clip itself is shown and played, else
 * the nearest of its stills.
 */
export function reportHtml({ analysis, pictures, plan, stills, ...links }: ReportInput): string {
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
  const layers = [
    ['marks', 'Marks'],
    ...(shots.some(({ quietZones }) => quietZones !== undefined) ? [['zones', 'Quiet zones']] : []),
    ...(plan === undefined ? [] : [['crop', `Crop to ${plan.aspect}`]]),
  ];
  const reframed = new Map(plan?.shots.map((shot) => [shot.index, shot]));
  const cropOf = (index: number) => {
    const shot = reframed.get(index);
    return shot === undefined || plan === undefined ? undefined : { aspect: plan.aspect, shot };
  };
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
<p id="notice" class="notice" role="status" hidden></p>
<div class="views" id="views"></div>
<div class="transport" role="group" aria-label="Position in the clip">
<button type="button" data-go="shot-back" aria-label="Previous shot">${icon('shot-back')}</button>
<button type="button" data-go="back" aria-label="Previous frame">${icon('back')}</button>
<button type="button" data-go="play" aria-label="Play">${icon('play')}</button>
<button type="button" data-go="next" aria-label="Next frame">${icon('next')}</button>
<button type="button" data-go="shot-next" aria-label="Next shot">${icon('shot-next')}</button>
<output id="timecode">${escapeHtml(analysis.frames[0]!.timecode)}</output>
<span id="speed" class="reading" role="status"></span>
<span id="reading" class="reading" role="status"></span>
<input type="range" id="position" min="0" max="${analysis.frames.length - 1}" value="0" aria-label="Frame">
</div>
<fieldset class="layers"><legend>Show</legend>
${layers.map(([name, label]) => `<label><input type="checkbox" data-layer="${name}" checked> ${escapeHtml(label!)}</label>`).join('\n')}
</fieldset>
<p class="hint">The ring is where the eye is taken to be, the dashed square where the subject is. ${hints(layers.map(([name]) => name!))}Click a plot or a shot to go there.</p>
<details class="keys"><summary>Keys</summary>
<dl>
${KEYS.map(([keys, what]) => `<div><dt>${keys.map((key) => `<kbd>${key}</kbd>`).join(' ')}</dt><dd>${what}</dd></div>`).join('\n')}
</dl>
</details>
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
${shots.map((shot, i) => shotCard(shot, pictures[i] ?? {}, cropOf(shot.index))).join('\n')}
</ol>
</section>
<section aria-labelledby="files">
<h2 id="files">For the edit</h2>
<ul class="files">
${reportExports.map((name) => `<li><button type="button" data-export="${name}"><strong>.${exportFormats[name].extension}</strong> ${escapeHtml(exportFormats[name].summary)}</button></li>`).join('\n')}
</ul>
</section>
</main>
<noscript><p>The plots, the files and the keys need JavaScript; the list of shots does not.</p></noscript>
<script type="application/json" id="data">${safeJson(reportData(analysis, links, { plan, stills }))}</script>
<script>${pageScript}</script>
</body>
</html>
`;
}

const KEYS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['Space'], 'play, stop'],
  [['J', 'K', 'L'], 'play backward, stop, play forward; again for twice the speed'],
  [['←', '→'], 'a frame back, ahead; with Shift ten'],
  [['↑', '↓'], 'the shot before, the next shot'],
  [['Home', 'End'], 'the first frame, the last one'],
];

function hints(layers: readonly string[]): string {
  const zones = layers.includes('zones') ? 'Dotted boxes stay quiet through the shot: there is room for titles. ' : '';
  const crop = layers.includes('crop') ? 'The bright frame is what the crop shows. ' : '';
  return zones + crop;
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
