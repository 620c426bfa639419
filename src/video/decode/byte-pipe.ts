import { once } from 'node:events';
import { mkdtemp, rm, rmdir } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { SaliencyError } from '../../core/errors.js';
import { describeSystemError, isExhausted } from '../../files/describe-system-error.js';

/** Reads bytes into buffers of the caller. */
export interface ByteReader {
  /** Fills a buffer; false when the bytes ended before it was full. One buffer at a time. */
  fill(buffer: Uint8Array): Promise<boolean>;
  close(): void;
}

/** Names of sockets have 104 bytes at most, of which ours need 27 behind the folder. */
const longestFolder = 72;

/** Bytes that are taken from the pipe at a time: what a socket holds. */
const stagingBytes = 256 * 1024;

/**
 * A pipe whose bytes pass through one buffer of its own.
 *
 * The output of a child that is read the usual way comes in chunks that are allocated for each read: some 300 kB a
 * frame, which keep the garbage collector busy. This is a pair of connected sockets: `childEnd` becomes the child's
 * output, and the other end reads only when it is asked to. Windows cannot give a socket to a child: see `StreamBytes`.
 */
export class BytePipe implements ByteReader {
  /** The end that the child writes to; closed here once the child has it. */
  readonly childEnd: Socket;
  readonly #socket: Socket;
  readonly #staging: Uint8Array;
  /** First byte of the staging buffer that has not been taken. */
  #restStart = 0;
  #restEnd = 0;
  #target: Uint8Array | undefined;
  #filled = 0;
  #ended = false;
  #settle: (full: boolean) => void = () => {};

  private constructor(childEnd: Socket, socket: Socket, staging: Uint8Array) {
    this.childEnd = childEnd;
    this.#socket = socket;
    this.#staging = staging;
    for (const event of ['end', 'error', 'close']) {
      socket.on(event, () => {
        this.#ended = true;
        this.#settle(false);
      });
    }
  }

  /**
   * Opens a pipe; gives undefined where there can be none: on Windows, where the name of a socket would be too long, and
   * where there is no folder for temporary files.
   *
   * @throws {SaliencyError} when too many files are open.
   */
  static async open(): Promise<BytePipe | undefined> {
    const parent = resolve(tmpdir());
    if (process.platform === 'win32' || parent.length > longestFolder) return undefined;
    // The usual pipe needs no folder: whatever is wrong with this one is told by those who have to write there.
    const folder = await mkdtemp(join(parent, 'video-saliency-')).catch(() => undefined);
    if (folder === undefined) return undefined;
    const path = join(folder, 'pipe');
    const server = createServer({ pauseOnConnect: true });
    const opened: Socket[] = [];
    try {
      const listening = once(server, 'listening');
      server.listen(path);
      await listening;
      const buffer = new Uint8Array(stagingBytes);
      let pipe!: BytePipe;
      const accepted = once(server, 'connection');
      const socket = connect({ path, onread: { buffer, callback: (bytes) => pipe.#receive(bytes) } });
      opened.push(socket);
      // Before it is connected: nothing is read ahead of the first fill.
      socket.pause();
      const [childEnd] = (await Promise.race([accepted, refusal(socket, accepted)])) as [Socket];
      pipe = new BytePipe(childEnd, socket, buffer);
      return pipe;
    } catch (error) {
      for (const socket of opened) socket.destroy();
      if (!isExhausted(error)) throw error;
      throw new SaliencyError('ERR_RESOURCES', `no pipe could be opened: ${describeSystemError(error)}`, {
        cause: error,
      });
    } finally {
      server.close();
      // One by one: to look into the folder would take a descriptor.
      await rm(path, { force: true });
      await rmdir(folder);
    }
  }

  fill(buffer: Uint8Array): Promise<boolean> {
    this.#target = buffer;
    this.#filled = 0;
    if (this.#takeRest()) return Promise.resolve(true);
    if (this.#ended) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.#socket.resume();
    });
  }

  close(): void {
    this.childEnd.destroy();
    this.#socket.destroy();
  }

  /** Takes in what the socket has read; false keeps it from reading on. */
  #receive(bytes: number): boolean {
    this.#restStart = 0;
    this.#restEnd = bytes;
    if (!this.#takeRest()) return true;
    this.#settle(true);
    return false;
  }

  /** Moves what is staged into the target; true when that is full. */
  #takeRest(): boolean {
    const target = this.#target!;
    const end = Math.min(this.#restEnd, this.#restStart + target.length - this.#filled);
    target.set(this.#staging.subarray(this.#restStart, end), this.#filled);
    this.#filled += end - this.#restStart;
    this.#restStart = end;
    return this.#filled === target.length;
  }
}

/** Milliseconds after which a connection that stands and is not accepted never will be. */
const acceptMs = 2000;

/** Rejects when a connection is not made: with too many files open, the other side does not take it, without a word. */
function refusal(socket: Socket, accepted: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => {
    socket.once('error', reject);
    const dropped = () => reject(Object.assign(new Error('the connection was not accepted'), { code: 'EMFILE' }));
    socket.once('close', dropped);
    socket.once('connect', () => {
      const timer = setTimeout(dropped, acceptMs);
      socket.once('close', () => clearTimeout(timer));
      accepted.then(
        () => clearTimeout(timer),
        () => clearTimeout(timer),
      );
    });
  });
}

/** Bytes of a stream, copied out of its chunks. */
export class StreamBytes implements ByteReader {
  readonly #stream: Readable;
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: Readable) {
    this.#stream = stream;
    // Or Node throws away what was not read yet when the child ends.
    stream.on('readable', () => {});
    this.#chunks = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  }

  async fill(buffer: Uint8Array): Promise<boolean> {
    let filled = 0;
    while (filled < buffer.length) {
      if (this.#rest.length === 0) {
        const { done, value } = await this.#chunks.next();
        if (done) return false;
        this.#rest = value;
      }
      const part = this.#rest.subarray(0, buffer.length - filled);
      buffer.set(part, filled);
      filled += part.length;
      this.#rest = this.#rest.subarray(part.length);
    }
    return true;
  }

  close(): void {
    this.#stream.destroy();
  }
}
