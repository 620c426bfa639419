import { type FileHandle, open } from 'node:fs/promises';
import { type ByteRange, byteRange } from './byte-range.js';
import { mediaType } from './media-types.js';

/** Bytes that are read at a time. */
const chunkBytes = 256 * 1024;

/** A file, and what is told of it beside its content. */
export interface FileAnswer {
  /** The file on this machine. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Answers a GET or HEAD with a file: whole, a part (206), or nothing where the client has it already (304).
 *
 * One part at a time is sent. The bytes are read as the client takes them.
 *
 * @returns undefined where there is no such file.
 */
export async function sendFile(request: Request, { path, headers = {} }: FileAnswer): Promise<Response | undefined> {
  const handle = await openFile(path);
  if (handle === undefined) return undefined;
  let sent = false;
  try {
    const { size, mtimeMs } = await handle.stat();
    const modified = new Date(Math.floor(mtimeMs / 1000) * 1000);
    const etag = `"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}"`;
    const told = {
      'Cache-Control': 'no-cache',
      ...headers,
      'Accept-Ranges': 'bytes',
      ETag: etag,
      'Last-Modified': modified.toUTCString(),
    };
    if (isKnown(request.headers, etag, modified)) return new Response(null, { status: 304, headers: told });
    const asked = isSame(request.headers.get('If-Range'), etag, modified)
      ? byteRange(request.headers.get('Range') ?? undefined, size)
      : undefined;
    if (asked === 'unsatisfiable') {
      return new Response(null, { status: 416, headers: { ...told, 'Content-Range': `bytes */${size}` } });
    }
    const range = asked ?? { start: 0, end: size - 1 };
    sent = request.method !== 'HEAD' && size > 0;
    return new Response(sent ? streamOf(handle, range) : null, {
      status: asked === undefined ? 200 : 206,
      headers: {
        'Content-Type': mediaType(path),
        ...told,
        'Content-Length': String(range.end - range.start + 1),
        ...(asked === undefined ? {} : { 'Content-Range': `bytes ${range.start}-${range.end}/${size}` }),
      },
    });
  } finally {
    // A stream closes the file at its own end.
    if (!sent) await handle.close();
  }
}

async function openFile(path: string): Promise<FileHandle | undefined> {
  try {
    const handle = await open(path, 'r');
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error;
  }
  return undefined;
}

/** Tells whether the client holds this version (RFC 9110, 13.1). */
function isKnown(headers: Headers, etag: string, modified: Date): boolean {
  const tags = headers.get('If-None-Match');
  if (tags !== null)
    return tags.trim() === '*' || tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
  const since = headers.get('If-Modified-Since');
  return since !== null && Date.parse(since) >= modified.getTime();
}

/** Tells whether a part belongs to the version that the client has begun to fetch. */
function isSame(condition: string | null, etag: string, modified: Date): boolean {
  return condition === null || condition === etag || Date.parse(condition) === modified.getTime();
}

function streamOf(handle: FileHandle, { start, end }: ByteRange): ReadableStream<Uint8Array> {
  let position = start;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const length = Math.min(chunkBytes, end + 1 - position);
        const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(length), 0, length, position);
        position += bytesRead;
        if (bytesRead > 0) controller.enqueue(buffer.subarray(0, bytesRead));
        if (position <= end && bytesRead > 0) return;
        await handle.close();
        // Fewer bytes than were promised: the file was cut while it was sent.
        if (position <= end) controller.error(new Error('the file became shorter'));
        else controller.close();
      },
      cancel: () => handle.close(),
    },
    { highWaterMark: 0 },
  );
}
