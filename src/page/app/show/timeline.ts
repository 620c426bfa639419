import uPlot from 'uplot';
import type { ClipMeasurements } from '../../engine/clip-measurements.js';
import type { ClipTimes } from '../clip-times.js';
import { clockTime } from '../clock-time.js';
import { elementById } from '../element-by-id.js';
import { makeElement } from '../make-element.js';
import { pageColor } from '../page-color.js';

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
  readonly #go: (index: number) => void;
  readonly #step: number;
  readonly #container = elementById('plots');
  /** Empty until the page has been laid out: to ask for its width before would do so twice. */
  readonly #drawn: uPlot[] = [];
  #width = 0;
  #measurements: ClipMeasurements | undefined;
  #index = 0;

  constructor(times: ClipTimes, signal: AbortSignal, go: (index: number) => void) {
    this.#times = times;
    this.#go = go;
    this.#step = Math.max(1, Math.ceil(times.length / POINTS));
    this.#container.replaceChildren(...plots.map(({ summary }) => holderOf(summary)));
    const observer = new ResizeObserver(([entry]) => this.#fit(Math.max(200, entry!.contentRect.width - 2)));
    observer.observe(this.#container);
    const redraw = () => {
      for (const plot of this.#drawn) plot.redraw();
    };
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw, { signal });
    signal.addEventListener('abort', () => {
      observer.disconnect();
      for (const plot of this.#drawn) plot.destroy();
      this.#container.replaceChildren();
    });
  }

  update(measurements: ClipMeasurements): void {
    this.#measurements = measurements;
    const seconds = this.#everyFrame((i) => this.#secondsOf(i)) as number[];
    this.#drawn.forEach((plot, i) => {
      const columns = plots[i]!.lines.map(([, , of]) => {
        const values = of(measurements);
        return this.#everyFrame((frame) => (Number.isNaN(values[frame]!) ? null : values[frame]!));
      });
      plot.setData([seconds, ...columns], false);
      plot.redraw();
    });
  }

  show(index: number): void {
    this.#index = index;
    for (const plot of this.#drawn) plot.redraw(false);
  }

  #fit(width: number): void {
    this.#width = width;
    for (const plot of this.#drawn) plot.setSize({ width, height: plot.height });
    if (this.#drawn.length === 0) this.#drawNext();
  }

  /** Draws the plots one by one, so that the page answers in between. */
  #drawNext(): void {
    const next = this.#drawn.length;
    const holder = this.#container.children[next] as HTMLElement | undefined;
    // Without holders, the clip has been closed meanwhile.
    if (next === plots.length || holder === undefined) return;
    this.#drawn.push(this.#draw(plots[next]!, holder, this.#width));
    if (this.#measurements !== undefined) this.update(this.#measurements);
    setTimeout(() => this.#drawNext(), 0);
  }

  #secondsOf(index: number): number {
    return this.#times.at(index) - this.#times.at(0);
  }

  #everyFrame(value: (index: number) => number | null): Values {
    const values: Values = [];
    for (let i = 0; i < this.#times.length; i += this.#step) values.push(value(i));
    return values;
  }

  #draw({ title, lines }: Plot, holder: HTMLElement, width: number): uPlot {
    const axis = { stroke: () => pageColor('--soft'), ticks: { show: false } };
    const percent = (_: uPlot, value: number | null) => (value == null ? '–' : `${Math.round(100 * value)} %`);
    const plot = new uPlot(
      {
        title,
        width,
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
            grid: { stroke: () => pageColor('--line'), width: 1 },
            values: (_, ticks) => ticks.map((tick) => `${Math.round(100 * tick)} %`),
          },
        ],
        series: [
          { label: 'time', value: (_, seconds: number | null) => (seconds == null ? '–' : clockTime(seconds)) },
          ...lines.map(([label, name]) => ({
            label,
            stroke: () => pageColor(name),
            width: 1.5,
            points: { show: this.#times.length < 60 },
            value: percent,
          })),
        ],
        hooks: {
          draw: [
            (self) => {
              for (const { firstFrame } of this.#measurements?.shots.slice(1) ?? []) {
                rule(self, this.#secondsOf(firstFrame), pageColor('--soft'), [4, 4]);
              }
              rule(self, this.#secondsOf(this.#index), pageColor('--accent'), []);
            },
          ],
        },
      },
      [this.#everyFrame((i) => this.#secondsOf(i)) as number[], ...lines.map(() => this.#everyFrame(() => null))],
      holder,
    );
    plot.over.addEventListener('click', (event) => {
      const box = plot.over.getBoundingClientRect();
      this.#go(this.#times.indexAt(plot.posToVal(event.clientX - box.left, 'x') + this.#times.at(0)));
    });
    return plot;
  }
}

function holderOf(summary: string): HTMLElement {
  return makeElement('div', { class: 'plot', role: 'img', 'aria-label': summary });
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
