import { paintCar, paintChild, paintKite } from './actors.js';
import { Canvas, type Point } from './canvas.js';
import { paintSky, paintStreet } from './street.js';

export const width = 640;
export const height = 360;
export const frameRate = 24;
export const frameCount = 168;

/** Pixels that the camera pans in a frame; whole, so that the street stays as sharp as it is drawn. */
const pan = 1;
const stepLength = 50;

/** Where everything is at a time in seconds, in pixels of the picture. */
export function positionsAt(time: number) {
  const camera = time * frameRate * pan;
  const child = 150 + 30 * time;
  const kite: Point = [child + 170 + 20 * Math.sin(0.9 * time), 104 + 10 * Math.sin(1.5 * time + 1)];
  const car = -110 + 122 * Math.max(0, time - 0.3);
  return { camera, child, kite, car, steps: (child + camera) / stepLength };
}

/** Draws the scene: a child with a kite walks along a street while a car drives by. */
export class Scene {
  readonly #sky = paintSky(width + frameCount, height);
  readonly #street = paintStreet(width + frameCount * pan, height);
  readonly #canvas = new Canvas(width, height);
  readonly #mask = new Float32Array(width * height);
  readonly #rgb = new Uint8Array(3 * width * height);
  readonly #objects = new Uint8Array(width * height);

  /** @returns rgb24, and 255 where something that moves covers at least half a pixel; both overwritten by the next call. */
  draw(frame: number): { rgb: Uint8Array; mask: Uint8Array } {
    const time = frame / frameRate;
    const at = positionsAt(time);
    const canvas = this.#canvas;
    const mask = this.#mask.fill(0);
    canvas.drawPart(this.#sky, at.camera / 3);
    this.#drawStreet(at.camera);
    const hand = paintChild(canvas, mask, at.child, 262, Math.PI * at.steps);
    paintKite(canvas, mask, at.kite, hand, time);
    paintCar(canvas, mask, at.car, 338, at.car + at.camera);
    for (let i = 0; i < this.#rgb.length; i++) this.#rgb[i] = Math.min(255, canvas.rgb[i]! + 0.5);
    for (let i = 0; i < mask.length; i++) this.#objects[i] = mask[i]! >= 0.5 ? 255 : 0;
    return { rgb: this.#rgb, mask: this.#objects };
  }

  #drawStreet(camera: number): void {
    const { street, coverage } = this.#street;
    const target = this.#canvas.rgb;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const source = y * street.width + x + camera;
        const amount = coverage[source]!;
        if (amount === 0) continue;
        const i = 3 * (y * width + x);
        for (let c = 0; c < 3; c++)
          target[i + c] = target[i + c]! + amount * (street.rgb[3 * source + c]! - target[i + c]!);
      }
    }
  }
}
