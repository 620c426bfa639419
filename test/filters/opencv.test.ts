import sharp from 'sharp';
import { expect, test } from 'vitest';
import { GuidedFilter } from '#lib/filters/guided-filter.js';
import { Arena } from '#lib/kernels/arena.js';
import { instantiateKernels } from '#lib/kernels/kernels.js';
import { media } from '../helpers/media.js';
import { hasOpenCv, runOpenCv } from '../helpers/opencv.js';

const width = 400;
const height = 225;
const pixels = width * height;
const file = media('video-gt', 'goat', 'frames', '00010.jpg');
const missing = !file ? 'no footage' : !hasOpenCv ? 'no OpenCV' : '';

const script = `
w, h = ${width}, ${height}
rgb = np.frombuffer(data[:3 * w * h], np.uint8).reshape(h, w, 3)
p = np.frombuffer(data[3 * w * h:], np.float32).reshape(h, w)
out = np.clip(cv2.ximgproc.guidedFilter(rgb, p, 8, 1e-4 * 255 ** 2), 0, 1)`;

test.skipIf(missing).each([
  [1, 0.001],
  [2, 0.01],
  [4, 0.025],
])(
  `on a real frame, cells of %i pixels differ from OpenCV's filter by less than %f on average${missing && ` (skipped: ${missing})`}`,
  async (step, difference) => {
    const rgb = await sharp(file!).resize(width, height, { fit: 'fill' }).removeAlpha().raw().toBuffer();
    // Patches of 20 pixels, of values that know nothing of the picture.
    const map = Float32Array.from({ length: pixels }, (_, p) => {
      const cell = Math.floor((p % width) / 20) + 31 * Math.floor(p / (20 * width));
      return ((cell * 2654435761) >>> 24) / 255;
    });
    const options = { radius: 8, epsilon: 1e-4, step };
    const arena = new Arena(GuidedFilter.bytes({ width, height }, options) + 7 * pixels + 256);
    const guided = new GuidedFilter(instantiateKernels(arena.memory), arena, { width, height }, options);
    const picture = arena.uint8(3 * pixels + 16);
    const values = arena.float32(pixels);
    picture.set(rgb);
    values.set(map);
    guided.filter(picture.byteOffset, values, values);
    const theirs = runOpenCv(script, Buffer.concat([rgb, new Uint8Array(map.buffer)]));
    const sum = theirs.reduce((total, value, p) => total + Math.abs(value - values[p]!), 0);
    expect(sum / pixels).toBeLessThan(difference);
  },
);
