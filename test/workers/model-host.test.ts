import { describe, expect, test } from 'vitest';
import { createModel } from '#lib/models/registry.js';
import { ModelHost } from '#lib/workers/model-host.js';
import { errorOf, type ModelReply } from '#lib/workers/protocol.js';
import { RemoteModel } from '#lib/workers/remote-model.js';
import { modelUrl } from '../helpers/model-modules.js';
import { disc } from '../helpers/scenes.js';

const size = { width: 64, height: 48 };
const frames = Array.from({ length: 8 }, (_, i) => disc(64, 48, 20 + 2 * i, 24, 10, i));
const failing = { module: modelUrl('failing'), options: {} };

function failureOf(reply: ModelReply): unknown {
  return reply.kind === 'failed' ? errorOf(reply.error) : reply;
}

describe.each([true, false])('a model host, with memory that both ends share: %s', (shared) => {
  test('answers with the maps that the model makes here', async () => {
    const maps: Float32Array[] = [];
    const emit = (map: Float32Array) => void maps.push(map.slice());
    const model = await createModel('manifold-ranking', { ...size, latency: 2 });
    for (const frame of frames) model.push(frame, emit);
    model.flush(emit);

    const host = new ModelHost({ shared });
    const created = await host.answer({
      kind: 'create',
      model: { name: 'manifold-ranking', options: { latency: 2 } },
      size,
    });
    expect(created).toMatchObject({ kind: 'created', latency: 2 });
    const slots = created.kind === 'created' ? created.slots : undefined;
    expect(slots?.length).toBe(shared ? 3 : undefined);
    const got: Float32Array[] = [];
    for (const request of [
      ...frames.map((rgb, frame) => ({ kind: 'push', frame, rgb }) as const),
      { kind: 'flush' } as const,
    ]) {
      const reply = await host.answer(request);
      if (reply.kind !== 'done') throw new Error(reply.kind);
      expect(reply.maps === undefined).toBe(shared);
      for (const i of reply.confidences.keys()) got.push((reply.maps ?? slots!)[i]!.slice());
    }
    expect(got).toEqual(maps);
  });

  test('works behind a port that copies all that passes, as a socket does', async () => {
    const model = new RemoteModel(({ reply, end }) => {
      const host = new ModelHost({ shared: false });
      const post = (request: Parameters<typeof host.answer>[0]) => {
        host.answer(structuredClone(request)).then((answer) => reply(structuredClone(answer)), end);
      };
      return { post, close: () => {} };
    });
    await model.create({ name: 'redness', module: modelUrl('redness'), options: {} }, size);
    let maps = 0;
    for (const frame of frames) expect((await model.push(frame, () => maps++)).cut).toBe(false);
    await model.flush(() => maps++);
    expect(maps).toBe(frames.length);
  });
});

describe('a model host that something goes wrong in', () => {
  test.each([
    ['fails-at-once', 'fails-at-once failed: no weights', 'RangeError'],
    ['fails-at-frame-3', 'fails-at-frame-3 failed: frame 3 is odd', 'TypeError'],
  ])('answers for %s with ERR_MODEL and the original as its cause', async (name, message, cause) => {
    const host = new ModelHost();
    let reply = await host.answer({ kind: 'create', model: { name, ...failing }, size });
    for (let frame = 0; frame < 4 && reply.kind !== 'failed'; frame++) {
      reply = await host.answer({ kind: 'push', frame, rgb: frames[frame] });
    }
    // As it is after its way between two threads.
    expect(failureOf(structuredClone(reply))).toMatchObject({
      name: 'SaliencyError',
      code: 'ERR_MODEL',
      message,
      cause: { name: cause, message: message.split(': ')[1], stack: expect.stringContaining('failing.js') },
    });
  });

  test.each([
    ['emits-twice', 'emits-twice emitted more maps than its latency allows'],
    ['emits-small', 'emits-small emitted a map of 1 values, not 3072'],
  ])('says what %s does wrong', async (name, message) => {
    const host = new ModelHost();
    await host.answer({ kind: 'create', model: { name, ...failing }, size });
    const reply = await host.answer({ kind: 'push', frame: 0, rgb: frames[0] });
    expect(failureOf(reply)).toMatchObject({ code: 'ERR_MODEL', message });
  });

  test.each([
    [{ name: 'manifold-ranking', options: { alpha: 3 } }, 'alpha: expected a number in [0, 0.999], got 3'],
    [{ name: 'refuses-size', ...failing }, 'width: expected 7, got another'],
  ])('keeps the class and the code of an option error: %j', async (model, message) => {
    const reply = await new ModelHost().answer({ kind: 'create', model, size });
    const error = failureOf(structuredClone(reply)) as Error;
    expect(error.constructor.name).toBe('OptionError');
    expect(error).toMatchObject({ name: 'OptionError', code: 'ERR_OPTION', message });
  });

  test('refuses work before a model is made', async () => {
    const reply = await new ModelHost().answer({ kind: 'flush' });
    expect(failureOf(reply)).toMatchObject({
      code: 'ERR_MODEL',
      message: 'the model failed: it was used before it was made',
    });
  });
});
