import type { Readable } from 'node:stream';
import { Problem } from './problem.js';

const longest = 256 * 1024;

/**
 * Reads a body of JSON.
 *
 * @throws {Problem} 415 for another type, 413 for one that is too long, 400 for what is no JSON.
 */
export async function readJson(type: string | null, body: Readable): Promise<unknown> {
  if (!/^application\/json\s*(;|$)/i.test(type ?? '')) {
    throw new Problem(415, 'ERR_TYPE', 'expected a body of the type application/json');
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > longest) throw new Problem(413, 'ERR_TOO_LARGE', `expected at most ${longest} bytes of JSON`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch (cause) {
    throw new Problem(400, 'ERR_JSON', 'expected JSON in UTF-8', { cause });
  }
}
