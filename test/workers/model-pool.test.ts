import { describe, expect, test } from 'vitest';
import { ModelPool } from '#lib/workers/model-pool.js';
import { startModelThread } from '#lib/workers/model-thread.js';
import type { RemoteModel } from '#lib/workers/remote-model.js';
import { modelUrl } from '../helpers/model-modules.js';
import { disc } from '../helpers/scenes.js';

const size = { width: 32, height: 24 };
const frame = disc(32, 24, 16, 12, 6);
const none = () => {};

/** A pool of threads, which are kept for the test to see. */
function poolOf(model: string, module: string, timeoutMs = 60_000) {
  const threads: RemoteModel[] = [];
  const start = () => {
    threads.push(startModelThread({ timeoutMs }));
    return threads.at(-1)!;
  };
  return { pool: new ModelPool({ name: model, module: modelUrl(module), options: {} }, start), threads };
}

describe('a pool of threads', () => {
  test('has a thread before one is asked for, and uses what comes back again', async () => {
    const { pool, threads } = poolOf('redness', 'redness');
    expect(threads).toHaveLength(1);
    const first = await pool.take(size);
    expect(first).toBe(threads[0]);
    expect(await pool.take(size)).toBe(threads[1]);
    await first.push(frame, none);
    await pool.giveBack([Promise.resolve(first)]);
    expect(await pool.take(size)).toBe(first);
    expect(threads).toHaveLength(2);
    await pool.close();
    expect(first.free).toBe(false);
  });

  test('does not use one again that still works, or that could not be made', async () => {
    const { pool, threads } = poolOf('redness', 'redness');
    const working = await pool.take(size);
    const pushing = working.push(frame, none);
    await pool.giveBack([Promise.resolve(working), Promise.reject(new Error('never made'))]);
    await pushing;
    expect(await pool.take(size)).toBe(threads[1]);
    await pool.close();
  });

  test('does not use one again whose model has failed', async () => {
    const { pool } = poolOf('fails-at-frame-3', 'failing');
    const model = await pool.take(size);
    for (let i = 0; i < 3; i++) await model.push(frame, none);
    await expect(model.push(frame, none)).rejects.toMatchObject({ code: 'ERR_MODEL', cause: { name: 'TypeError' } });
    await pool.giveBack([Promise.resolve(model)]);
    expect(await pool.take(size)).not.toBe(model);
    await pool.close();
  });

  test('tells of a model that cannot be made, and ends', async () => {
    const { pool } = poolOf('fails-at-once', 'failing');
    await expect(pool.take(size)).rejects.toThrow('fails-at-once failed: no weights');
    await pool.close();
  });
});

describe('a thread', () => {
  test('that dies fails what waits for it', async () => {
    const { pool } = poolOf('dies', 'failing');
    const model = await pool.take(size);
    await expect(model.push(frame, none)).rejects.toMatchObject({
      code: 'ERR_MODEL',
      message: 'the thread of the model has ended',
      cause: { message: 'it exited with code 7' },
    });
    await pool.close();
  });

  test('that hangs is ended after its time', async () => {
    const { pool } = poolOf('hangs', 'failing', 1000);
    const model = await pool.take(size);
    await expect(model.push(frame, none)).rejects.toThrow('the model has not answered for 1 seconds');
    await pool.close();
  });

  test('whose module is not there says so', async () => {
    const { pool } = poolOf('absent', 'absent');
    await expect(pool.take(size)).rejects.toMatchObject({ code: 'ERR_OPTION', name: 'OptionError' });
    await pool.close();
  });
});
