import { BufferTarget, StreamTarget, type Target } from 'mediabunny';

/** Bytes from which on a video is written to disk, and not kept in memory. */
const IN_MEMORY = 100e6;

/** A place that a video is written to. */
export interface VideoTarget {
  readonly target: Target;
  /** Gives the finished video; undefined where it was written to the user's file. */
  finish(type: string): Promise<Blob | undefined>;
  /** Takes away what was written of a video that is not finished. */
  discard(): Promise<void>;
}

/**
 * Chooses where a video goes: to the file that the user chose, to memory, or, when it may be larger than 100 MB, to a
 * file of the browser's own, which is gone when the page's data is.
 *
 * @param expected - bytes that it may have.
 */
export async function videoTarget(file: FileSystemFileHandle | undefined, expected: number): Promise<VideoTarget> {
  if (file !== undefined)
    return writtenTo(
      file,
      async () => undefined,
      async () => {},
    );
  if (expected < IN_MEMORY) {
    const target = new BufferTarget();
    return {
      target,
      finish: async (type) => new Blob([target.buffer!], { type }),
      discard: async () => {},
    };
  }
  const folder = await navigator.storage.getDirectory();
  const name = `saliency-${crypto.randomUUID()}`;
  const own = await folder.getFileHandle(name, { create: true });
  return writtenTo(
    own,
    async (type) => (await own.getFile()).slice(0, undefined, type),
    () => folder.removeEntry(name),
  );
}

async function writtenTo(
  file: FileSystemFileHandle,
  finish: VideoTarget['finish'],
  remove: () => Promise<void>,
): Promise<VideoTarget> {
  const writable = await file.createWritable();
  let closed = false;
  // The muxer closes its stream when it is done, and aborts nothing.
  const stream = new WritableStream<{ type: 'write'; data: Uint8Array<ArrayBuffer>; position: number }>({
    write: ({ data, position }) => writable.write({ type: 'write', data, position }),
    close: async () => {
      await writable.close();
      closed = true;
    },
  });
  return {
    target: new StreamTarget(stream, { chunked: true }),
    finish,
    async discard() {
      if (!closed) await writable.abort();
      await remove();
    },
  };
}
