import { describe, expect, test, vi } from 'vitest';
import type { ModelReply, ModelRequest } from '#lib/workers/protocol.js';
import { type ModelListener, RemoteModel } from '#lib/workers/remote-model.js';

const size = { width: 2, height: 1 };
const choice = { name: 'scripted', options: {} };
const created: ModelReply = { kind: 'created', latency: 0, slots: undefined };
const done: ModelReply = { kind: 'done', confidences: [], maps: [], stats: undefined };

/** A model whose host answers when the test lets it. */
function scripted(timeoutMs: number) {
  const requests: ModelRequest[] = [];
  let listener!: ModelListener;
  const close = vi.fn();
  const model = new RemoteModel(
    (given) => {
      listener = given;
      return { post: (request) => void requests.push(request), close };
    },
    { timeoutMs },
  );
  return {
    model,
    requests,
    close,
    reply: (reply: ModelReply) => listener.reply(reply),
    end: () => listener.end('gone'),
  };
}

describe('a model that is somewhere else', () => {
  test('is given up when it does not answer in time, and its host is ended', async () => {
    const { model, close } = scripted(40);
    await expect(model.create(choice, size)).rejects.toMatchObject({
      code: 'ERR_MODEL',
      message: 'the model has not answered for 0.04 seconds',
    });
    expect(close).toHaveBeenCalledOnce();
    expect(model.free).toBe(false);
    await expect(model.reset()).rejects.toThrow('has not answered');
  });

  test('does not take a late answer for that of another request', async () => {
    const { model, reply } = scripted(40);
    const making = model.create(choice, size);
    reply(created);
    await making;
    await expect(model.flush(() => {})).rejects.toThrow('has not answered');
    reply(done);
    expect(model.free).toBe(false);
    await expect(model.flush(() => {})).rejects.toThrow('has not answered');
  });

  test('may take almost as long as it has', async () => {
    const { model, reply } = scripted(400);
    const making = model.create(choice, size);
    setTimeout(() => reply(created), 250);
    await making;
    expect(model.free).toBe(true);
  });

  test('fails what is asked, and all that is asked later, when its host ends', async () => {
    const { model, end } = scripted(60_000);
    const making = model.create(choice, size);
    end();
    const error = { code: 'ERR_MODEL', message: 'the thread of the model has ended', cause: 'gone' };
    await expect(making).rejects.toMatchObject(error);
    await expect(model.push(new Uint8Array(6), () => {})).rejects.toMatchObject(error);
  });

  test('is not free while it owes an answer', async () => {
    const { model, reply } = scripted(60_000);
    expect(model.free).toBe(true);
    const making = model.create(choice, size);
    expect(model.free).toBe(false);
    reply(created);
    await making;
    expect(model.free).toBe(true);
    await model.close();
  });
});
