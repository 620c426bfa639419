import { expect, test } from 'vitest';
import { saliency } from '#lib/pipeline/saliency.js';
import { media } from '../helpers/media.js';

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;

async function confidencesOf(clip: string, frames: number): Promise<number[]> {
  const confidences: number[] = [];
  for await (const { stats } of saliency(clip)) {
    confidences.push(stats.confidence!);
    if (confidences.length === frames) break;
  }
  return confidences;
}

const road = media('videos/intel_car-detection.mp4');

test.skipIf(!road)(
  'confidence is low on an empty road, high with a car on it, and low again when it has left',
  async () => {
    const confidences = await confidencesOf(road!, 180);
    expect(Math.max(...confidences.slice(0, 45))).toBeLessThan(0.15);
    expect(Math.min(...confidences.slice(72, 105))).toBeGreaterThan(0.75);
    expect(Math.max(...confidences.slice(140, 176))).toBeLessThan(0.15);
  },
);

const bird = media('videos/exo_sample.avi');

test.skipIf(!bird)(
  'confidence is nothing in black, and high when the picture has faded in with a bird in the sky',
  async () => {
    const confidences = await confidencesOf(bird!, 48);
    expect(Math.max(...confidences.slice(0, 6))).toBeLessThan(0.05);
    expect(mean(confidences.slice(24, 48))).toBeGreaterThan(0.75);
  },
);

const white = media('videos/mp4parse_white.mp4');

test.skipIf(!white)('confidence is nothing in a white clip', async () => {
  expect(Math.max(...(await confidencesOf(white!, 30)))).toBe(0);
});
