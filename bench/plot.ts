export interface Chart {
  readonly title: string;
  /** What the axes count. */
  readonly x: string;
  readonly y: string;
  /** What each curve shows. */
  readonly names: readonly string[];
  /** Value on the horizontal axis, then one for each curve. */
  readonly rows: readonly (readonly number[])[];
}

const WIDTH = 460;
const HEIGHT = 300;
const LEFT = 56;
const BOTTOM = 48;
const TOP = 40;
const RIGHT = 90;
const COLORS = ['#b35806', '#1f6fb2', '#4d9221'];

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

function draw({ title, x, y, names, rows }: Chart): string {
  const mostX = roundUp(Math.max(...rows.map((row) => row[0]!)));
  const mostY = roundUp(Math.max(...rows.map((row) => Math.max(...row.slice(1)))));
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
    `<text x="14" y="${py(mostY / 2)}" text-anchor="middle" transform="rotate(-90 14 ${py(mostY / 2)})">${y}</text>`,
  );
  for (const [i, name] of names.entries()) {
    const color = COLORS[i % COLORS.length];
    const points = rows.map((row) => `${px(row[0]!)},${py(row[i + 1]!)}`);
    const last = rows.at(-1)!;
    parts.push(
      `<polyline points="${points.join(' ')}" fill="none" stroke="${color}" stroke-width="2"/>`,
      ...rows.map((row) => `<circle cx="${px(row[0]!)}" cy="${py(row[i + 1]!)}" r="3" fill="${color}"/>`),
      `<text x="${px(last[0]!)}" y="${py(last[i + 1]!)}" dx="8" dy="4" fill="${color}">${name}</text>`,
    );
  }
  return parts.join('\n');
}

/** The next number that divides well by four. */
function roundUp(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 6, 8, 10].map((n) => n * unit).find((n) => n >= value)!;
}
