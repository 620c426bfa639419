import { type Canvas, type Color, ellipse, type Point, place, points, polygon, type Shape, stroke } from './canvas.js';

/** Blue to violet: far from the grays of the street, and from the warm colors that a heatmap lays over what stands out. */
const car = {
  paint: [34, 70, 214],
  roof: [28, 58, 190],
  shade: [16, 30, 110],
  light: [150, 176, 255],
  glass: [26, 34, 92],
  glint: [196, 208, 240],
} as const;
const child = {
  coat: [122, 44, 206],
  sleeve: [140, 64, 222],
  shade: [92, 28, 164],
  buttons: [228, 200, 250],
  nearLeg: [52, 58, 170],
  farLeg: [42, 46, 140],
  boots: [74, 24, 120],
} as const;
const kite = { bright: [206, 40, 200], dark: [84, 52, 222], frame: [70, 20, 110] } as const;

/** Paints the parts of a thing, drawn around its own origin, where the thing is. */
class Brush {
  constructor(
    readonly canvas: Canvas,
    readonly mask: Float32Array,
    readonly origin: Point,
    readonly scale: number,
    readonly angle = 0,
  ) {}

  /** Paints a part of the thing itself, and marks it in the mask. */
  paint(shape: Shape, color: Color): void {
    this.canvas.fill(place(shape, this.origin, this.scale, this.angle), color, 1, this.mask);
  }

  /** Paints shadows, glints and lines. */
  tint(shape: Shape, color: Color, opacity = 1): void {
    this.canvas.fill(place(shape, this.origin, this.scale, this.angle), color, opacity);
  }
}

/** A blue car that drives to the right; `ground` is where its wheels touch the road. */
export function paintCar(canvas: Canvas, mask: Float32Array, x: number, ground: number, driven: number): void {
  const scale = 1.2;
  const brush = new Brush(canvas, mask, [x, ground], scale);
  brush.tint(ellipse([2, 0], 80, 5), [40, 40, 44], 0.5);
  brush.paint(points('-50,-36 -36,-56 16,-57 40,-36', 3), car.roof);
  brush.paint(points('-40,-38 -31,-52 -9,-53 -9,-38', 1), car.glass);
  brush.paint(points('-3,-38 -3,-53 13,-53 29,-38', 1), car.glass);
  brush.tint(points('2,-39 8,-52 13,-52 9,-39'), car.glint, 0.5);
  brush.tint(points('-32,-39 -24,-51 -18,-51 -25,-39'), car.glint, 0.5);
  brush.paint(points('-72,-15 -73,-31 -58,-36 44,-36 68,-30 74,-22 73,-14', 3), car.paint);
  brush.tint(points('-70,-15 72,-15 72,-11 -70,-11', 2), car.shade, 0.8);
  brush.tint(stroke([-66, -31], [60, -30], 1.2), car.light, 0.7);
  brush.tint(stroke([-6, -35], [-6, -16], 0.5), car.shade, 0.9);
  brush.tint(stroke([-18, -28], [-12, -28], 0.9), car.glint, 0.9);
  brush.paint(ellipse([71, -25], 3.5, 3), [255, 240, 190]);
  brush.paint(ellipse([-74, -27], 2.2, 3.5), [255, 150, 60]);
  const turned = driven / (13 * scale);
  for (const axle of [-43, 45]) paintWheel(brush, axle, turned);
}

function paintWheel(brush: Brush, axle: number, turned: number): void {
  const center: Point = [axle, -13];
  brush.paint(ellipse(center, 13), [40, 26, 30]);
  brush.paint(ellipse(center, 7.6), [206, 200, 204]);
  for (let spoke = 0; spoke < 3; spoke++) {
    const turn = turned + (spoke * Math.PI) / 3;
    const [dx, dy] = [7 * Math.cos(turn), 7 * Math.sin(turn)];
    brush.tint(stroke([center[0] - dx, center[1] - dy], [center[0] + dx, center[1] + dy], 0.8), [96, 88, 96]);
  }
}

/** A child in a violet coat who walks to the right; gives back where the leading hand is. */
export function paintChild(canvas: Canvas, mask: Float32Array, x: number, ground: number, phase: number): Point {
  const scale = 1.7;
  const bob = 2.6 * Math.abs(Math.cos(phase));
  const brush = new Brush(canvas, mask, [x, ground - bob], scale);
  brush.tint(ellipse([0, bob / scale], 17, 2.6), [60, 60, 64], 0.45);
  paintLeg(brush, phase + Math.PI, child.farLeg);
  brush.paint(stroke([1, -56], [1 - 13 * Math.sin(phase), -37], 3.4), child.shade);
  paintLeg(brush, phase, child.nearLeg);
  brush.paint(points('-4,-58 4,-58 10,-27 -10,-27', 3.4), child.coat);
  brush.tint(points('-4,-57 -1,-57 -5,-27 -10,-27', 2), child.shade, 0.55);
  for (const button of [-50, -42, -34]) brush.tint(ellipse([4 + (button + 50) / 9, button], 1), child.buttons);
  const hand: Point = [19, -62];
  brush.paint(stroke([1, -55], [11, -52], 3.4), child.sleeve);
  brush.paint(stroke([11, -52], hand, 3.1), child.sleeve);
  brush.paint(ellipse(hand, 2.6), [236, 180, 140]);
  brush.paint(ellipse([0, -68], 9.5), child.coat);
  brush.paint(ellipse([3.4, -67], 6.2, 6.6), [240, 190, 150]);
  brush.tint(ellipse([6, -68.4], 0.9), [50, 36, 30]);
  brush.tint(stroke([5, -64.4], [7.4, -63.6], 0.5), [170, 70, 60]);
  return [x + scale * hand[0], ground - bob + scale * hand[1]];
}

function paintLeg(brush: Brush, phase: number, color: Color): void {
  const thigh = 0.5 * Math.sin(phase);
  const shin = thigh - 0.75 * Math.max(0, Math.cos(phase));
  const knee: Point = [15 * Math.sin(thigh), -31 + 15 * Math.cos(thigh)];
  const foot: Point = [knee[0] + 14 * Math.sin(shin), knee[1] + 14 * Math.cos(shin)];
  brush.paint(stroke([0, -31], knee, 4.4), color);
  brush.paint(stroke(knee, foot, 3.6), color);
  brush.paint(stroke(foot, [foot[0] + 5, foot[1] + 0.5], 3), child.boots);
}

/** A kite of four panels with a waving tail, held by a string from `hand`. */
export function paintKite(canvas: Canvas, mask: Float32Array, center: Point, hand: Point, time: number): void {
  canvas.fill(stroke(hand, center, 0.5), [250, 250, 250], 0.8);
  const brush = new Brush(canvas, mask, center, 1.55, 0.42 + 0.14 * Math.sin(1.9 * time));
  let from: Point = [0, 26];
  for (let knot = 1; knot <= 8; knot++) {
    const to: Point = [knot * 1.1 * Math.sin(0.75 * knot - 5 * time), 26 + 6 * knot];
    brush.paint(stroke(from, to, 0.9), kite.frame);
    if (knot % 2 === 0) {
      const [x, y] = to;
      brush.paint(polygon([to, [x - 6, y - 4], [x - 6, y + 4]], 0.6), kite.bright);
      brush.paint(polygon([to, [x + 6, y - 4], [x + 6, y + 4]], 0.6), kite.dark);
    }
    from = to;
  }
  const [top, right, bottom, left, middle]: Point[] = [
    [0, -30],
    [22, -8],
    [0, 32],
    [-22, -8],
    [0, -8],
  ];
  brush.paint(polygon([top!, right!, bottom!, left!]), kite.bright);
  brush.paint(polygon([top!, right!, middle!]), kite.dark);
  brush.paint(polygon([bottom!, left!, middle!]), kite.dark);
  brush.tint(stroke(top!, bottom!, 0.7), kite.frame);
  brush.tint(stroke(left!, right!, 0.7), kite.frame);
}
