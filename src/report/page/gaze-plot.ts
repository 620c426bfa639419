import type { Clip } from './clip.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 640;
/** Points that a path is thinned to. */
const POINTS = 600;

/** Draws where attention went in a shot over the shot's still: from a hollow dot to a filled one. */
export function drawGaze(container: HTMLElement, clip: Clip, shot: number, picture: string | undefined): void {
  const height = WIDTH / clip.aspect;
  const { start, end } = clip.shotRanges[shot]!;
  const svg = make('svg', {
    viewBox: `0 0 ${WIDTH} ${height}`,
    role: 'img',
    'aria-label': `Path of the gaze in shot ${shot + 1}`,
    class: 'gaze',
  });
  if (picture !== undefined) svg.append(make('image', { href: picture, width: WIDTH, height, class: 'backdrop' }));
  svg.append(make('rect', { width: WIDTH, height, class: 'frame' }));

  const step = Math.max(1, Math.ceil((end - start) / POINTS));
  const points: string[] = [];
  for (let frame = start; frame < end; frame += step) {
    const [x, y] = [clip.x[frame], clip.y[frame]];
    if (x != null && y != null) points.push(`${(x * WIDTH).toFixed(1)},${(y * height).toFixed(1)}`);
  }
  svg.append(make('polyline', { points: points.join(' '), class: 'halo' }));
  svg.append(make('polyline', { points: points.join(' '), class: 'path' }));
  for (const [point, kind] of [
    [points[0], 'first'],
    [points.at(-1), 'last'],
  ] as const) {
    if (point === undefined) continue;
    const [cx, cy] = point.split(',');
    svg.append(make('circle', { cx: cx!, cy: cy!, r: 7, class: kind }));
  }
  container.replaceChildren(svg);
}

function make(name: string, attributes: Record<string, string | number>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}
