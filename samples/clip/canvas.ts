/** A point in pixels, y downward. */
export type Point = readonly [x: number, y: number];
/** Red, green and blue, 0 to 255. */
export type Color = readonly [r: number, g: number, b: number];

/** A filled outline: signed distance to it in pixels, negative inside, and the box [left, top, right, bottom] around it. */
export interface Shape {
  distance(x: number, y: number): number;
  readonly box: readonly [number, number, number, number];
}

/** A picture in floating point that shapes are painted on with smooth edges. */
export class Canvas {
  readonly rgb: Float32Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.rgb = new Float32Array(3 * width * height);
  }

  /** @param mask - as large as the canvas; keeps the highest coverage of each pixel, 0 to 1. */
  fill(shape: Shape, paint: Color | ((x: number, y: number) => Color), opacity = 1, mask?: Float32Array): void {
    const [left, top, right, bottom] = shape.box;
    const endX = Math.min(this.width, Math.ceil(right) + 2);
    const endY = Math.min(this.height, Math.ceil(bottom) + 2);
    for (let y = Math.max(0, Math.floor(top) - 2); y < endY; y++) {
      for (let x = Math.max(0, Math.floor(left) - 2); x < endX; x++) {
        const coverage = Math.min(1, Math.max(0, 0.5 - shape.distance(x, y)));
        if (coverage > 0) this.#mix(x, y, typeof paint === 'function' ? paint(x, y) : paint, coverage * opacity);
        const i = y * this.width + x;
        if (mask !== undefined && coverage > mask[i]!) mask[i] = coverage;
      }
    }
  }

  /** Copies the part of a wider picture that starts at column `from`, which may be fractional. */
  drawPart(panorama: Canvas, from: number): void {
    const left = Math.floor(from);
    const right = from - left;
    for (let y = 0; y < this.height; y++) {
      const source = 3 * (y * panorama.width + left);
      const target = 3 * y * this.width;
      for (let i = 0; i < 3 * this.width; i++) {
        const here = panorama.rgb[source + i]!;
        this.rgb[target + i] = right === 0 ? here : here + right * (panorama.rgb[source + i + 3]! - here);
      }
    }
  }

  #mix(x: number, y: number, color: Color, amount: number): void {
    const i = 3 * (y * this.width + x);
    for (let c = 0; c < 3; c++) this.rgb[i + c] = this.rgb[i + c]! + amount * (color[c]! - this.rgb[i + c]!);
  }
}

export function ellipse([cx, cy]: Point, rx: number, ry = rx): Shape {
  return {
    box: [cx - rx, cy - ry, cx + rx, cy + ry],
    distance: (x, y) => (Math.hypot((x - cx) / rx, (y - cy) / ry) - 1) * Math.min(rx, ry),
  };
}

/** A line of some thickness with round ends. */
export function stroke([ax, ay]: Point, [bx, by]: Point, radius: number): Shape {
  const [dx, dy] = [bx - ax, by - ay];
  const squared = dx * dx + dy * dy || 1;
  return {
    box: [Math.min(ax, bx) - radius, Math.min(ay, by) - radius, Math.max(ax, bx) + radius, Math.max(ay, by) + radius],
    distance(x, y) {
      const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / squared));
      return Math.hypot(x - ax - t * dx, y - ay - t * dy) - radius;
    },
  };
}

/** A polygon, grown by `round` with round corners. */
export function polygon(points: readonly Point[], round = 0): Shape {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return {
    box: [Math.min(...xs) - round, Math.min(...ys) - round, Math.max(...xs) + round, Math.max(...ys) + round],
    distance(x, y) {
      let nearest = Number.POSITIVE_INFINITY;
      let inside = false;
      for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
        const [ax, ay] = points[i]!;
        const [bx, by] = points[j]!;
        nearest = Math.min(nearest, stroke([ax, ay], [bx, by], 0).distance(x, y));
        if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
      }
      return (inside ? -nearest : nearest) - round;
    },
  };
}

/** A polygon whose corners are written as in SVG: `x,y x,y x,y`. */
export function points(corners: string, round = 0): Shape {
  const parsed = corners.split(' ').map((corner) => corner.split(',').map(Number));
  return polygon(
    parsed.map(([x, y]): Point => [x!, y!]),
    round,
  );
}

export function rectangle(left: number, top: number, right: number, bottom: number): Shape {
  const [cx, cy] = [(left + right) / 2, (top + bottom) / 2];
  return {
    box: [left, top, right, bottom],
    distance: (x, y) =>
      Math.max(Math.abs(x + 0.5 - cx) - (right - left) / 2, Math.abs(y + 0.5 - cy) - (bottom - top) / 2),
  };
}

/** Puts a shape that is drawn around (0, 0) at a point, scaled and then turned clockwise by an angle in radians. */
export function place(shape: Shape, [cx, cy]: Point, scale: number, angle = 0): Shape {
  const [left, top, right, bottom] = shape.box;
  const reach = scale * Math.hypot(Math.max(-left, right), Math.max(-top, bottom));
  const [cos, sin] = [Math.cos(angle) / scale, Math.sin(angle) / scale];
  return {
    box: [cx - reach, cy - reach, cx + reach, cy + reach],
    distance(x, y) {
      const [dx, dy] = [x - cx, y - cy];
      return scale * shape.distance(cos * dx + sin * dy, cos * dy - sin * dx);
    },
  };
}
