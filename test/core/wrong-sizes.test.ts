import { describe, expect, it } from 'vitest';
import { opticalFlow } from '#lib/flow/dense-inverse-search.js';
import { mapFrames } from '#lib/mapping/map-frames.js';
import { createModel, models } from '#lib/models/registry.js';
import { rankSuperpixels } from '#lib/ranking/rank-superpixels.js';
import { HeatmapComposite } from '#lib/render/heatmap-composite.js';
import { segment } from '#lib/superpixels/segment.js';

const size = { width: 32, height: 24 };
const whole = new Uint8Array(3 * 32 * 24);
const wrong = [new Uint8Array(10), new Uint8Array(3 * 32 * 24 + 1), undefined as unknown as Uint8Array];

describe('an array of the wrong size is an option that cannot be used, and the size expected is said', () => {
  it.each(models.map(({ name }) => name))('by %s', async (name) => {
    for (const more of [{}, { temporal: 'off' }]) {
      if (more.temporal && !Object.hasOwn(models.find((model) => model.name === name)!.options, 'temporal')) continue;
      const model = await createModel(name, { ...size, ...more });
      for (const rgb of wrong) {
        expect(() => model.push(rgb, () => {})).toThrow(
          expect.objectContaining({ code: 'ERR_OPTION', message: expect.stringMatching(/^rgb: expected 2304 bytes/) }),
        );
      }
      expect(() => model.push(whole, () => {})).not.toThrow();
    }
  });

  it('by opticalFlow, segment, rankSuperpixels and HeatmapComposite', () => {
    const gray = new Uint8Array(32 * 24);
    const composite = new HeatmapComposite(size);
    for (const array of wrong) {
      expect(() => opticalFlow(array, gray, 32, 24)).toThrow(/^from: expected 768 bytes/);
      expect(() => opticalFlow(gray, array, 32, 24)).toThrow(/^to: expected 768 bytes/);
      expect(() => segment({ rgb: array, ...size })).toThrow(/^rgb: expected 2304 bytes/);
      expect(() => rankSuperpixels({ rgb: array, ...size, labels: new Uint16Array(768) })).toThrow(
        /^rgb: expected 2304/,
      );
      expect(() => composite.paint(array, new Float32Array(768))).toThrow(/^rgb: expected 2304/);
    }
    expect(() => rankSuperpixels({ rgb: whole, ...size, labels: new Uint16Array(5) })).toThrow(/^labels: expected 768/);
    expect(() => composite.paint(whole, new Float32Array(5))).toThrow(/^map: expected 768 values, got 5/);
    expect(() => opticalFlow(gray, gray, 0, 24)).toThrow(/^width: expected an integer/);
  });

  it('by mapFrames, of a model made for another size', async () => {
    async function* frames() {
      const time = { pts: 0, timeBase: { num: 1, den: 25 } };
      yield { width: 16, height: 16, index: 0, time, data: new Uint8Array(768), release: () => {} };
    }
    const model = {
      latency: 0,
      push: (_: Uint8Array, emit: (map: Float32Array) => void) => {
        emit(new Float32Array(9));
        return { milliseconds: {}, counts: {}, cut: false };
      },
      flush: () => {},
      reseed: () => {},
      reset: () => {},
    };
    const mapping = (async () => {
      for await (const _ of mapFrames(frames(), () => model));
    })();
    await expect(mapping).rejects.toThrow('expected 256 values in a map of 16×16 pixels, got 9');
  });
});
