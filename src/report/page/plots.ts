import uPlot from 'uplot';
import type { Clip } from './clip.js';

/** Describes one plot: its title and its lines, each a share in [0, 1]. */
interface Lines {
  readonly title: string;
  readonly summary: string;
  readonly series: readonly {
    readonly label: string;
    readonly values: readonly (number | null)[];
    readonly color: string;
  }[];
}

export interface Plots {
  show(frame: number): void;
}

/** Draws the plots over time; a click goes to the frame under it. Colors follow the page's style. */
export function drawPlots(container: HTMLElement, clip: Clip, go: (frame: number) => void): Plots {
  const plots: Lines[] = [
    {
      title: 'Attention',
      summary: 'Position of attention over time, across and down.',
      series: [
        { label: 'across', values: clip.x, color: '--first' },
        { label: 'down', values: clip.y, color: '--second' },
      ],
    },
    {
      title: 'Salient region',
      summary: 'Coverage of the salient region and confidence over time.',
      series: [
        { label: 'coverage', values: clip.coverage, color: '--first' },
        { label: 'confidence', values: clip.confidence, color: '--second' },
      ],
    },
  ];
  let current = 0;
  const drawn = plots.map((plot) => draw(container, clip, plot, go, () => current));
  new ResizeObserver(() => {
    for (const plot of drawn) plot.setSize({ width: container.clientWidth, height: plot.height });
  }).observe(container);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    for (const plot of drawn) plot.redraw();
  });
  return {
    show(frame) {
      current = frame;
      for (const plot of drawn) plot.redraw(false);
    },
  };
}

function draw(
  container: HTMLElement,
  clip: Clip,
  { title, summary, series }: Lines,
  go: (frame: number) => void,
  current: () => number,
): uPlot {
  const holder = document.createElement('div');
  holder.className = 'plot';
  holder.setAttribute('role', 'img');
  holder.setAttribute('aria-label', summary);
  container.append(holder);
  const axis = { stroke: () => color('--text'), ticks: { show: false } };
  const percent = (_: uPlot, value: number | null) => (value == null ? '–' : `${Math.round(100 * value)} %`);
  const last = clip.seconds[clip.length - 1]!;
  const plot = new uPlot(
    {
      title,
      width: Math.max(200, container.clientWidth),
      height: 180,
      cursor: { sync: { key: 'clip' }, drag: { x: false, y: false } },
      scales: { x: { time: false, range: [0, Math.max(last, 0.04)] }, y: { range: [0, 1] } },
      axes: [
        { ...axis, size: 30, grid: { show: false }, values: (_, ticks) => ticks.map(clockTime) },
        {
          ...axis,
          size: 48,
          grid: { stroke: () => color('--line'), width: 1 },
          values: (_, ticks) => ticks.map((tick) => `${Math.round(100 * tick)} %`),
        },
      ],
      series: [
        {
          label: 'time',
          value: (_, seconds: number | null) => (seconds == null ? '–' : clip.timecode(clip.frameAt(seconds))),
        },
        ...series.map(({ label, color: name }) => ({
          label,
          stroke: () => color(name),
          width: 1.5,
          points: { show: clip.length < 60 },
          value: percent,
        })),
      ],
      hooks: {
        draw: [
          (self) => {
            for (const { start } of clip.shotRanges.slice(1)) rule(self, clip.seconds[start]!, color('--soft'), [4, 4]);
            rule(self, clip.seconds[current()]!, color('--accent'), []);
          },
        ],
      },
    },
    [Array.from(clip.seconds), ...series.map(({ values }) => [...values])],
    holder,
  );
  plot.over.addEventListener('click', (event) => {
    const box = plot.over.getBoundingClientRect();
    go(clip.frameAt(plot.posToVal(event.clientX - box.left, 'x')));
  });
  return plot;
}

/** Draws a vertical line over a plot, dashed or not. */
function rule(plot: uPlot, seconds: number, style: string, dashes: number[]): void {
  const { ctx, bbox } = plot;
  const x = Math.round(plot.valToPos(seconds, 'x', true));
  ctx.save();
  ctx.strokeStyle = style;
  ctx.lineWidth = (dashes.length > 0 ? 1 : 2) * devicePixelRatio;
  ctx.setLineDash(dashes.map((length) => length * devicePixelRatio));
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

function clockTime(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = Number((seconds % 60).toFixed(2));
  return `${minutes}:${rest < 10 ? '0' : ''}${rest}`;
}

function color(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
