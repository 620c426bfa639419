export interface Chart {
  readonly title: string;
  /** What the horizontal axis counts. */
  readonly x: string;
  /** Value on the horizontal axis, milliseconds from nothing, milliseconds in a clip. */
  readonly rows: readonly (readonly [number, number, number])[];
}

const WIDTH = 460;
const HEIGHT = 300;
const LEFT = 56;
const BOTTOM = 48;
const TOP = 40;
const RIGHT = 90;
const SERIES = [
  ['from nothing', '#b35806'],
  ['in a clip', '#1f6fb2'],
] as const;

/** Draws charts beside each other, as SVG. */
export function plot(charts: readonly Chart[]): string {
  const width = WIDTH * charts.length;
  const drawn = charts.map((chart, i) => `<g transform="translate(${WIDTH * i} 0)">${draw(chart)}</g>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" font-family="sans-serif" font-size="11">`,
    `<rect width="${width}" height="${HEIGHT}" fill="#fff"/>`,
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

function draw({ title, x, rows }: Chart): string {
  const mostX = roundUp(Math.max(...rows.map((row) => row[0])));
  const mostY = roundUp(Math.max(...rows.map((row) => Math.max(row[1], row[2]))));
  const px = (value: number) => (LEFT + (value / mostX) * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const py = (value: number) => (HEIGHT - BOTTOM - (value / mostY) * (HEIGHT - BOTTOM - TOP)).toFixed(1);
  const parts = [`<text x="${LEFT}" y="20" font-size="13" font-weight="bold">${title}</text>`];
  for (let i = 0; i <= 4; i++) {
    const [vx, vy] = [(mostX * i) / 4, (mostY * i) / 4];
    parts.push(
      `<path d="M${px(0)} ${py(vy)}H${px(mostX)}" stroke="#ddd"/>`,
      `<text x="${LEFT - 6}" y="${py(vy)}" dy="4" text-anchor="end">${vy}</text>`,
      `<text x="${px(vx)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${vx}</text>`,
    );
  }
  parts.push(
    `<text x="${px(mostX / 2)}" y="${HEIGHT - 12}" text-anchor="middle">${x}</text>`,
    `<text x="14" y="${py(mostY / 2)}" text-anchor="middle" transform="rotate(-90 14 ${py(mostY / 2)})">milliseconds</text>`,
  );
  for (const [i, [name, color]] of SERIES.entries()) {
    const points = rows.map((row) => `${px(row[0])},${py(row[i + 1]!)}`);
    const last = rows.at(-1)!;
    parts.push(
      `<polyline points="${points.join(' ')}" fill="none" stroke="${color}" stroke-width="2"/>`,
      ...rows.map((row) => `<circle cx="${px(row[0])}" cy="${py(row[i + 1]!)}" r="3" fill="${color}"/>`),
      `<text x="${px(last[0])}" y="${py(last[i + 1]!)}" dx="8" dy="4" fill="${color}">${name}</text>`,
    );
  }
  return parts.join('\n');
}

/** The next number that divides well by four. */
function roundUp(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 6, 8, 10].map((n) => n * unit).find((n) => n >= value)!;
}
