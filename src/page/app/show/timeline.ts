import uPlot from 'uplot';
import type { ShotRecord } from '../../../browser.js';
import type { ClipMeasurements } from '../../engine/clip-measurements.js';
import type { ClipTimes } from '../clip-times.js';
import { clockTime } from '../clock-time.js';
import { elementById } from '../element-by-id.js';
import { makeElement } from '../make-element.js';

/** Points that a line is thinned to: a longer one would keep the page from answering. */
const POINTS = 1500;

type Values = (number | null)[];

interface Plot {
  readonly title: string;
  readonly summary: string;
  readonly lines: readonly (readonly [label: string, color: string, of: (m: ClipMeasurements) => Float32Array])[];
}

const plots: readonly Plot[] = [
  {
    title: 'Attention',
    summary: 'Position of attention over time, across and down.',
    lines: [
      ['across', '--first', ({ attentionX }) => attentionX],
      ['down', '--second', ({ attentionY }) => attentionY],
    ],
  },
  {
    title: 'Confidence and coverage',
    summary: 'Confidence, and share of the picture that stands out, over time.',
    lines: [
      ['confidence', '--first', ({ confidence }) => confidence],
      ['coverage', '--second', ({ coverage }) => coverage],
    ],
  },
];

/** Plots what was measured over time, with the cuts and the frame that is shown; a click goes to the frame under it. */
export class Timeline {
  readonly #times: ClipTimes;
  readonly #drawn: uPlot[];
  readonly #step: number;
  readonly #container = elementById('plots');
  #shots: readonly ShotRecord[] = [];
  #index = 0;

  constructor(times: ClipTimes, signal: AbortSignal, go: (index: number) => void) {
    this.#times = times;
    this.#step = Math.max(1, Math.ceil(times.length / POINTS));
    this.#container.replaceChildren();
    this.#drawn = plots.map((plot) => this.#draw(plot, go));
    const observer = new ResizeObserver(() => {
      for (const plot of this.#drawn) plot.setSize({ width: this.#width, height: plot.height });
    });
    observer.observe(this.#container);
    const redraw = () => {
      for (const plot of this.#drawn) plot.redraw();
    };
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', redraw, { signal });
    signal.addEventListener('abort', () => {
      observer.disconnect();
      for (const plot of this.#drawn) plot.destroy();
      this.#container.replaceChildren();
    });
  }

  update(measurements: ClipMeasurements): void {
    this.#shots = measurements.shots;
    const seconds = this.#everyFrame((i) => this.#secondsOf(i)) as number[];
    plots.forEach(({ lines }, i) => {
      const columns = lines.map(([, , of]) => {
        const values = of(measurements);
        return this.#everyFrame((frame) => (Number.isNaN(values[frame]!) ? null : values[frame]!));
      });
      this.#drawn[i]!.setData([seconds, ...columns], false);
      this.#drawn[i]!.redraw();
    });
  }

  show(index: number): void {
    this.#index = index;
    for (const plot of this.#drawn) plot.redraw(false);
  }

  get #width(): number {
    return Math.max(200, this.#container.clientWidth - 2);
  }

  #secondsOf(index: number): number {
    return this.#times.at(index) - this.#times.at(0);
  }

  #everyFrame(value: (index: number) => number | null): Values {
    const values: Values = [];
    for (let i = 0; i < this.#times.length; i += this.#step) values.push(value(i));
    return values;
  }

  #draw({ title, summary, lines }: Plot, go: (index: number) => void): uPlot {
    const holder = makeElement('div', { class: 'plot', role: 'img', 'aria-label': summary });
    this.#container.append(holder);
    const axis = { stroke: () => color('--soft'), ticks: { show: false } };
    const percent = (_: uPlot, value: number | null) => (value == null ? '–' : `${Math.round(100 * value)} %`);
    const plot = new uPlot(
      {
        title,
        width: this.#width,
        height: 130,
        legend: { live: false },
        cursor: { sync: { key: 'clip' }, drag: { x: false, y: false } },
        scales: {
          x: { time: false, range: [0, Math.max(this.#secondsOf(this.#times.length - 1), 0.04)] },
          y: { range: [0, 1] },
        },
        axes: [
          { ...axis, size: 28, grid: { show: false }, values: (_, ticks) => ticks.map((tick) => clockTime(tick)) },
          {
            ...axis,
            size: 52,
            splits: () => [0, 0.5, 1],
            grid: { stroke: () => color('--line'), width: 1 },
            values: (_, ticks) => ticks.map((tick) => `${Math.round(100 * tick)} %`),
          },
        ],
        series: [
          { label: 'time', value: (_, seconds: number | null) => (seconds == null ? '–' : clockTime(seconds)) },
          ...lines.map(([label, name]) => ({
            label,
            stroke: () => color(name),
            width: 1.5,
            points: { show: this.#times.length < 60 },
            value: percent,
          })),
        ],
        hooks: {
          draw: [
            (self) => {
              for (const { firstFrame } of this.#shots.slice(1)) {
                rule(self, this.#secondsOf(firstFrame), color('--soft'), [4, 4]);
              }
              rule(self, this.#secondsOf(this.#index), color('--accent'), []);
            },
          ],
        },
      },
      [this.#everyFrame((i) => this.#secondsOf(i)) as number[], ...lines.map(() => this.#everyFrame(() => null))],
      holder,
    );
    plot.over.addEventListener('click', (event) => {
      const box = plot.over.getBoundingClientRect();
      go(this.#times.indexAt(plot.posToVal(event.clientX - box.left, 'x') + this.#times.at(0)));
    });
    return plot;
  }
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

function color(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
