import { describe, expect, it } from 'vitest';
import { BufferPool } from '#lib/core/buffer-pool.js';

describe('BufferPool', () => {
  it('waits while all buffers are out, and serves in order of asking', async () => {
    const pool = new BufferPool(1, 4);
    const first = await pool.acquire();
    const order: string[] = [];
    const second = pool.acquire().then((buffer) => {
      order.push('second');
      pool.release(buffer);
    });
    const third = pool.acquire().then((buffer) => {
      order.push('third');
      pool.release(buffer);
    });
    expect(order).toEqual([]);
    pool.release(first);
    await Promise.all([second, third]);
    expect(order).toEqual(['second', 'third']);
    expect(pool.inUse).toBe(0);
  });

  it('hands out the same memory again', async () => {
    const pool = new BufferPool(1, 4);
    const first = await pool.acquire();
    pool.release(first);
    expect(await pool.acquire()).toBe(first);
  });

  it('refuses a buffer that is not out', async () => {
    const pool = new BufferPool(2, 4);
    const buffer = await pool.acquire();
    pool.release(buffer);
    expect(() => pool.release(buffer)).toThrow('not in use');
    expect(() => pool.release(new Uint8Array(4))).toThrow('not in use');
  });

  it('ends a wait with the reason of its signal, and serves the others', async () => {
    const pool = new BufferPool(1, 4);
    const first = await pool.acquire();
    const abort = new AbortController();
    const aborted = pool.acquire(abort.signal);
    const served = pool.acquire();
    abort.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    pool.release(first);
    expect(await served).toBe(first);
  });
});
