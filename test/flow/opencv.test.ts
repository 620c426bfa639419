import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { opticalFlow } from '#lib/flow/dense-inverse-search.js';
import { media } from '../helpers/media.js';
import { hasOpenCv, runOpenCv } from '../helpers/opencv.js';

const width = 200;
const height = 112;
const sequences = media('video-gt');
const missing = !sequences ? 'no footage' : !hasOpenCv ? 'no OpenCV' : '';

const script = `
w, h = ${width}, ${height}
a, b = np.frombuffer(data, np.uint8).reshape(2, h, w)
dis = cv2.DISOpticalFlow_create(1)
dis.setFinestScale(0); dis.setPatchSize(8); dis.setPatchStride(4)
dis.setGradientDescentIterations(16); dis.setVariationalRefinementIterations(0)
out = dis.calc(a, b, None)`;

async function frame(sequence: string, index: number): Promise<Uint8Array> {
  const file = join(sequences!, sequence, 'frames', `${String(index).padStart(5, '0')}.jpg`);
  return sharp(file).resize(width, height, { fit: 'fill' }).removeAlpha().grayscale().raw().toBuffer();
}

/** Mean difference in gray levels that a flow leaves. */
function unexplained(from: Uint8Array, to: Uint8Array, vector: (p: number) => readonly [number, number]): number {
  let sum = 0;
  for (let p = 0; p < width * height; p++) {
    const [u, v] = vector(p);
    const x = Math.max(0, Math.min(width - 1.001, (p % width) + u));
    const y = Math.max(0, Math.min(height - 1.001, Math.floor(p / width) + v));
    const [x0, y0] = [Math.floor(x), Math.floor(y)];
    const [fx, fy] = [x - x0, y - y0];
    const q = y0 * width + x0;
    const top = (1 - fx) * to[q]! + fx * to[q + 1]!;
    const bottom = (1 - fx) * to[q + width]! + fx * to[q + width + 1]!;
    sum += Math.abs((1 - fy) * top + fy * bottom - from[p]!);
  }
  return sum / (width * height);
}

test.skipIf(missing).each(['camel', 'goat', 'car-shadow'])(
  `on real frames, %s, the flow is about that of OpenCV and explains no less${missing && ` (skipped: ${missing})`}`,
  async (sequence) => {
    const from = await frame(sequence, 11);
    const to = await frame(sequence, 10);
    const { u, v } = opticalFlow(from, to, width, height);
    const theirs = runOpenCv(script, new Uint8Array([...from, ...to]));
    const distances = Array.from(u, (value, p) => Math.hypot(value - theirs[2 * p]!, v[p]! - theirs[2 * p + 1]!));
    distances.sort((a, b) => a - b);
    expect(distances[distances.length >> 1]).toBeLessThan(0.1);
    const rest = unexplained(from, to, (p) => [u[p]!, v[p]!]);
    const theirRest = unexplained(from, to, (p) => [theirs[2 * p]!, theirs[2 * p + 1]!]);
    expect(rest).toBeLessThan(1.01 * theirRest);
  },
);
