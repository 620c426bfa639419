import { Canvas, type Color, ellipse, polygon, rectangle, stroke } from './canvas.js';
import { clouds, hash } from './noise.js';

/** Rows of the picture where one thing ends and the next begins. */
export const pavementTop = 236;
const curbTop = 270;
const roadTop = 276;

/** The air between the camera and the houses. It keeps them behind what moves, in every sense. */
const haze: Color = [184, 188, 188];

const shade = ([r, g, b]: Color, factor: number): Color => [r * factor, g * factor, b * factor];
const between = (a: Color, b: Color, t: number): Color => [
  a[0] + t * (b[0] - a[0]),
  a[1] + t * (b[1] - a[1]),
  a[2] + t * (b[2] - a[2]),
];

/** The sky, drifting slower than the street. */
export function paintSky(width: number, height: number): Canvas {
  const canvas = new Canvas(width, height);
  canvas.fill(rectangle(0, 0, width, height), (x, y) => {
    const sky = between([164, 188, 208], [222, 228, 226], Math.min(1, y / 190));
    const cover = clouds(x / 130, y / 52, 11);
    return between(sky, [242, 242, 240], Math.min(1, Math.max(0, (cover - 0.46) * 3.2)));
  });
  return canvas;
}

/** Paints houses, trees, pavement and road over a sky; everything that keeps its place in the street. */
export function paintStreet(width: number, height: number): { street: Canvas; coverage: Float32Array } {
  const street = new Canvas(width, height);
  const coverage = new Float32Array(width * height);
  street.fill(rectangle(0, 0, width, height), haze);
  paintHouses(street, coverage);
  street.fill(rectangle(0, 0, width, pavementTop), haze, 0.52);
  paintGround(street, coverage);
  for (const [x, size] of [
    [96, 1],
    [352, 1.12],
    [598, 0.95],
    [812, 1.06],
  ] as const)
    paintTree(street, coverage, x, size);
  for (const x of [226, 476, 726]) paintLamp(street, coverage, x);
  return { street, coverage };
}

const facades: readonly Color[] = [
  [176, 160, 142],
  [150, 158, 164],
  [168, 146, 130],
  [158, 164, 148],
  [182, 172, 156],
  [146, 142, 146],
];

function paintHouses(canvas: Canvas, coverage: Float32Array): void {
  let left = -20;
  for (let house = 0; left < canvas.width; house++) {
    const width = 104 + Math.floor(hash(house, 0, 1) * 44);
    const top = 112 + Math.floor(hash(house, 1, 1) * 26);
    paintHouse(canvas, coverage, left, top, left + width, house);
    left += width;
  }
}

function paintHouse(
  canvas: Canvas,
  coverage: Float32Array,
  left: number,
  top: number,
  right: number,
  house: number,
): void {
  const facade = facades[house % facades.length]!;
  const roof: Color = house % 2 === 0 ? [98, 92, 94] : [112, 92, 84];
  const tiles = (x: number, y: number) =>
    shade(roof, (y % 6 === 0 ? 0.84 : 1) * (0.93 + 0.14 * hash(x >> 2, y / 6, 3)));
  canvas.fill(
    polygon([
      [left - 3, top],
      [left + 14, top - 30],
      [right - 14, top - 30],
      [right + 3, top],
    ]),
    tiles,
    1,
    coverage,
  );
  canvas.fill(rectangle(right - 34, top - 46, right - 20, top - 20), shade(facade, 0.72), 1, coverage);
  const bricks = (x: number, y: number) => {
    const row = Math.floor(y / 5);
    const column = Math.floor((x + (row % 2) * 5) / 10);
    const mortar = y % 5 === 0 || (x + (row % 2) * 5) % 10 === 0;
    return shade(
      facade,
      (mortar ? 1.07 : 0.94 + 0.12 * hash(column, row, house)) * (0.94 + 0.12 * clouds(x / 40, y / 40, 5)),
    );
  };
  canvas.fill(rectangle(left, top, right, pavementTop), bricks, 1, coverage);
  canvas.fill(rectangle(left - 2, top - 3, right + 2, top + 3), shade(facade, 0.8), 1, coverage);
  const columns = Math.floor((right - left - 16) / 30);
  const gap = (right - left - columns * 18) / (columns + 1);
  const doorColumn = house % columns;
  for (let column = 0; column < columns; column++) {
    const x = Math.round(left + gap + column * (18 + gap));
    paintWindow(canvas, x, top + 16, house + column);
    if (column === doorColumn) paintDoor(canvas, x, facade);
    else paintWindow(canvas, x, top + 66, house - column);
  }
}

function paintWindow(canvas: Canvas, x: number, y: number, seed: number): void {
  canvas.fill(rectangle(x - 2, y - 2, x + 20, y + 32), [206, 202, 194]);
  const glass = (px: number, py: number) =>
    between([74, 84, 96], [128, 142, 152], clouds((px + py) / 22, seed, 7) * (1 - (py - y) / 60));
  canvas.fill(rectangle(x, y, x + 18, y + 29), glass);
  canvas.fill(rectangle(x + 8, y, x + 10, y + 29), [206, 202, 194]);
  canvas.fill(rectangle(x, y + 11, x + 18, y + 13), [206, 202, 194]);
  canvas.fill(rectangle(x - 4, y + 30, x + 22, y + 33), [150, 146, 140]);
}

function paintDoor(canvas: Canvas, x: number, facade: Color): void {
  const top = pavementTop - 46;
  canvas.fill(rectangle(x - 4, top - 4, x + 22, pavementTop), shade(facade, 1.14));
  canvas.fill(rectangle(x - 1, top, x + 19, pavementTop), shade(facade, 0.5));
  canvas.fill(rectangle(x + 2, top + 4, x + 16, top + 18), [108, 116, 122]);
  canvas.fill(ellipse([x + 15, top + 28], 1.4), [196, 184, 150]);
}

function paintGround(canvas: Canvas, coverage: Float32Array): void {
  const { width, height } = canvas;
  const slabs = (x: number, y: number): Color => {
    const depth = (y - pavementTop) / (curbTop - pavementTop);
    const row = Math.floor(3 * Math.sqrt(depth));
    const joint =
      (x + 17 * row) % 34 === 0 || Math.floor(3 * Math.sqrt((y + 1 - pavementTop) / (curbTop - pavementTop))) !== row;
    const tone =
      (joint ? 0.86 : 0.96 + 0.06 * hash(Math.floor((x + 17 * row) / 34), row, 9)) *
      (0.96 + 0.08 * hash(x >> 1, y >> 1, 10));
    return shade([172, 168, 162], tone);
  };
  canvas.fill(rectangle(0, pavementTop, width, curbTop), slabs, 1, coverage);
  canvas.fill(
    rectangle(0, curbTop, width, roadTop),
    (x, y) => shade([190, 187, 180], (x % 48 === 0 ? 0.8 : 1) * (y > curbTop + 2 ? 0.74 : 1)),
    1,
    coverage,
  );
  const asphalt = (x: number, y: number): Color => {
    const grain = 0.92 + 0.1 * hash(x >> 1, y >> 1, 12) + 0.16 * (clouds(x / 46, y / 18, 13) - 0.5);
    return shade([140, 141, 143], grain * (y < roadTop + 4 ? 0.88 : 1));
  };
  canvas.fill(rectangle(0, roadTop, width, height), asphalt, 1, coverage);
  for (let x = 10; x < width; x += 78) {
    canvas.fill(
      polygon([
        [x, 346],
        [x + 40, 346],
        [x + 38, 351],
        [x - 2, 351],
      ]),
      (px, py) => shade([184, 183, 176], 0.9 + 0.15 * hash(px >> 1, py >> 1, 14)),
      0.85,
    );
  }
  canvas.fill(ellipse([300, 330], 15, 4.5), [118, 118, 120]);
  canvas.fill(ellipse([300, 330], 12, 3.2), [130, 130, 132]);
}

function paintTree(canvas: Canvas, coverage: Float32Array, x: number, size: number): void {
  const base = pavementTop + 12;
  canvas.fill(ellipse([x, base], 20, 4), [110, 106, 98], 0.6);
  canvas.fill(
    polygon(
      [
        [x - 3, base],
        [x - 2, base - 62 * size],
        [x + 3, base - 62 * size],
        [x + 4, base],
      ],
      1,
    ),
    (px, py) => shade([132, 124, 116], 0.85 + 0.3 * hash(px, py >> 2, 15)),
    1,
    coverage,
  );
  for (let leaf = 0; leaf < 46; leaf++) {
    const angle = leaf * 2.39996;
    const distance = Math.sqrt(leaf / 46);
    const cx = x + 32 * size * distance * Math.cos(angle);
    const cy = base - 84 * size + 30 * size * distance * Math.sin(angle);
    const light = 0.84 + 0.3 * (0.5 - (cy - base + 84 * size) / (64 * size)) + 0.12 * hash(leaf, x, 16);
    const foliage = (px: number, py: number) =>
      shade([146, 154, 134], light * (0.86 + 0.26 * hash(px >> 1, py >> 1, 17)));
    canvas.fill(ellipse([cx, cy], 10.5 * size), foliage, 1, coverage);
  }
}

function paintLamp(canvas: Canvas, coverage: Float32Array, x: number): void {
  canvas.fill(stroke([x, 264], [x, 140], 1.6), [116, 120, 124], 1, coverage);
  canvas.fill(stroke([x, 264], [x, 250], 3), [116, 120, 124], 1, coverage);
  canvas.fill(
    polygon(
      [
        [x - 6, 126],
        [x + 6, 126],
        [x + 4, 140],
        [x - 4, 140],
      ],
      1,
    ),
    [196, 194, 178],
    1,
    coverage,
  );
  canvas.fill(stroke([x - 7, 125], [x + 7, 125], 1.6), [116, 120, 124], 1, coverage);
}
