import type { Evaluation } from './evaluation.js';

/** Colors that stay apart for most eyes (Okabe and Ito), and a dash for each round of them. */
const COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'];
const DASHES = ['', '7 4', '2 3'];

const SIDE = 420;
const LEFT = 64;
const TOP = 40;
const BOTTOM = 56;

/**
 * Draws the precision–recall curves of all methods into one picture, as SVG, with lines of equal F (β² = 0.3) behind.
 *
 * Methods without masks have no curve and are left out.
 */
export function curvesPlot({ methods }: Evaluation): string {
  const drawn = methods.flatMap(({ name, curve, figures }) =>
    curve === undefined ? [] : [{ name, curve, value: figures.maxF?.value ?? 0 }],
  );
  const px = (value: number) => LEFT + value * SIDE;
  const py = (value: number) => TOP + (1 - value) * SIDE;
  const legend = LEFT + SIDE + 20;
  const parts = [
    title('Precision and recall'),
    ...ticks.flatMap((tick) => [
      `<path d="M${px(tick)} ${py(0)}V${py(1)}M${px(0)} ${py(tick)}H${px(1)}" stroke="#e4e4e4"/>`,
      label(px(tick), py(0) + 18, tick.toFixed(1), 'middle'),
      label(px(0) - 8, py(tick) + 4, tick.toFixed(1), 'end'),
    ]),
    ...[0.2, 0.4, 0.6, 0.8].map((f) => equalF(f, px, py)),
    label(px(0.5), py(0) + 42, 'recall', 'middle'),
    `<text transform="translate(18 ${py(0.5)}) rotate(-90)" text-anchor="middle">precision</text>`,
    ...drawn.flatMap(({ name, curve, value }, i) => {
      const points = curve.recall.map((recall, k) => `${px(recall).toFixed(1)},${py(curve.precision[k]!).toFixed(1)}`);
      const y = TOP + 12 + 22 * i;
      return [
        `<polyline points="${points.join(' ')}" fill="none" stroke-width="2" stroke-linejoin="round" ${strokeOf(i)}/>`,
        `<path d="M${legend} ${y - 4}h24" stroke-width="2" ${strokeOf(i)}/>`,
        label(legend + 32, y, `${name} (${value.toFixed(3)})`, 'start'),
      ];
    }),
    `<rect x="${px(0)}" y="${py(1)}" width="${SIDE}" height="${SIDE}" fill="none" stroke="#444"/>`,
  ];
  return svg(legend + legendWidth(drawn.map(({ name }) => name)), TOP + SIDE + BOTTOM, parts);
}

/** Draws max-F, mean-F, adaptive F and weighted F of all methods as bars with their 95 % intervals, as SVG. */
export function barsPlot({ methods }: Evaluation): string {
  const groups = ['maxF', 'meanF', 'adpF', 'weightedF'].filter((name) => methods.some(({ figures }) => figures[name]));
  const bar = Math.max(10, Math.min(34, 520 / (groups.length * methods.length)));
  const group = bar * methods.length + 28;
  const width = group * groups.length;
  const py = (value: number) => TOP + (1 - value) * 300;
  const legend = LEFT + width + 20;
  const parts = [
    title('F-measure'),
    ...ticks.flatMap((tick) => [
      `<path d="M${LEFT} ${py(tick)}h${width}" stroke="${tick === 0 ? '#444' : '#e4e4e4'}"/>`,
      label(LEFT - 8, py(tick) + 4, tick.toFixed(1), 'end'),
    ]),
    ...groups.flatMap((name, g) => [
      label(LEFT + group * (g + 0.5), py(0) + 20, name, 'middle'),
      ...methods.flatMap(({ figures }, i) => {
        const estimate = figures[name];
        if (estimate === undefined) return [];
        const x = LEFT + group * g + 14 + bar * i;
        const middle = x + bar / 2;
        const height = Math.max(0, py(0) - py(estimate.value));
        return [
          `<rect x="${x + 1}" y="${py(estimate.value).toFixed(1)}" width="${bar - 2}" height="${height.toFixed(1)}" fill="${COLORS[i % COLORS.length]}" fill-opacity="${i < COLORS.length ? 1 : 0.5}"/>`,
          `<path d="M${middle} ${py(estimate.low).toFixed(1)}V${py(estimate.high).toFixed(1)}m-4 0h8M${middle - 4} ${py(estimate.low).toFixed(1)}h8" stroke="#222" fill="none"/>`,
        ];
      }),
    ]),
    ...methods.flatMap(({ name }, i) => {
      const y = TOP + 12 + 22 * i;
      return [
        `<rect x="${legend}" y="${y - 11}" width="14" height="14" fill="${COLORS[i % COLORS.length]}" fill-opacity="${i < COLORS.length ? 1 : 0.5}"/>`,
        label(legend + 22, y, name, 'start'),
      ];
    }),
  ];
  return svg(legend + legendWidth(methods.map(({ name }) => name)), TOP + 300 + 40, parts);
}

/** A picture of a contact sheet: its address, as `data:`, and where it stands. */
export interface SheetPicture {
  readonly href: string;
  readonly width: number;
  readonly height: number;
}

/** A row of a contact sheet: pictures beside each other, and what is said of them. */
export interface SheetRow {
  readonly heading: string;
  readonly pictures: readonly SheetPicture[];
}

/**
 * Lays out a contact sheet as SVG: rows of pictures with their headings, below the names of the columns.
 *
 * @param columns - what each column shows.
 */
export function contactSheet(columns: readonly string[], rows: readonly SheetRow[]): string {
  const cell = Math.max(...rows.flatMap(({ pictures }) => pictures.map(({ width }) => width)), 1);
  const [gap, margin] = [8, 16];
  let y = 44;
  const parts = columns.map((name, i) => label(margin + (cell + gap) * i, 26, name, 'start', true));
  for (const { heading, pictures } of rows) {
    parts.push(label(margin, y + 14, heading, 'start'));
    y += 22;
    for (const [i, { href, width, height }] of pictures.entries()) {
      parts.push(
        `<image x="${margin + (cell + gap) * i}" y="${y}" width="${width}" height="${height}" href="${href}"/>`,
      );
    }
    y += Math.max(0, ...pictures.map(({ height }) => height)) + gap;
  }
  return svg(2 * margin + columns.length * (cell + gap) - gap, y + margin, parts);
}

const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];

function equalF(f: number, px: (value: number) => number, py: (value: number) => number): string {
  // From where precision is 1.
  const first = (0.3 * f) / (1.3 - f);
  const points = Array.from({ length: 101 }, (_, i) => {
    const recall = first + ((1 - first) * i) / 100;
    return `${px(recall).toFixed(1)},${py((f * recall) / (1.3 * recall - 0.3 * f)).toFixed(1)}`;
  });
  const [x, y] = points[55]!.split(',').map(Number);
  return [
    `<polyline points="${points.join(' ')}" fill="none" stroke="#bbb" stroke-dasharray="3 4"/>`,
    `<text x="${x! + 14}" y="${y! - 5}" text-anchor="middle" fill="#888" font-size="11">F ${f}</text>`,
  ].join('');
}

function strokeOf(i: number): string {
  const dash = DASHES[Math.floor(i / COLORS.length) % DASHES.length];
  return `stroke="${COLORS[i % COLORS.length]}"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}`;
}

function title(text: string): string {
  return `<text x="${LEFT}" y="22" font-size="15" font-weight="bold">${text}</text>`;
}

function label(x: number, y: number, text: string, anchor: string, bold = false): string {
  const weight = bold ? ' font-weight="bold"' : '';
  return `<text x="${x}" y="${y}" text-anchor="${anchor}"${weight}>${escapeXml(text)}</text>`;
}

function legendWidth(names: readonly string[]): number {
  return 60 + 8.2 * Math.max(...names.map((name) => name.length + 8), 0);
}

function svg(width: number, height: number, parts: readonly string[]): string {
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" font-family="Helvetica, Arial, sans-serif" font-size="13" fill="#222">`,
    `<rect width="${w}" height="${h}" fill="#fff"/>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
