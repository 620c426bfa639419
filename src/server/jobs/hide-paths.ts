import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { folderFiles } from './folder-files.js';

const texts = /\.(json|ndjson|csv|html|otio|fcpxml|xml|edl|txt|cmd|vtt|srt|export|ffmetadata)$/;

/**
 * Takes the folder of a file out of all texts of a folder, in whatever way it is written there: results tell a client the
 * name of a clip and not where it lies.
 *
 * @param folder - whose files are rewritten.
 * @param path - of a file that they may name.
 */
export async function hidePaths(folder: string, path: string): Promise<void> {
  const place = `${dirname(path)}${sep}`;
  const encoded = place.split(sep).map(encodeURIComponent).join('/');
  const forms: [string, string][] = [
    [JSON.stringify(place).slice(1, -1), ''],
    [place.replaceAll('&', '&amp;'), ''],
    [place, ''],
    [`file://${encoded}`, 'file:///'],
    [`file://localhost${encoded}`, 'file://localhost/'],
    [encoded, ''],
  ];
  // Addresses first, of which the others are parts; bytes as characters, so that nothing else changes.
  const pairs = forms
    .sort(([a], [b]) => b.length - a.length)
    .map(([from, to]) => [Buffer.from(from).toString('latin1'), to] as const);
  for (const { name } of (await folderFiles(folder)).filter(({ name }) => texts.test(name))) {
    await rewrite(join(folder, name), pairs);
  }
}

async function rewrite(path: string, pairs: readonly (readonly [string, string])[]): Promise<void> {
  const overlap = Math.max(...pairs.map(([from]) => from.length)) - 1;
  const replaced = (text: string) => pairs.reduce((words, [from, to]) => words.replaceAll(from, to), text);
  const temporary = `${path}.${randomUUID().slice(0, 8)}.part`;
  try {
    await pipeline(
      createReadStream(path, { encoding: 'latin1' }),
      async function* (chunks: AsyncIterable<string>) {
        let rest = '';
        for await (const chunk of chunks) {
          // An end of the text may be the beginning of a path.
          const words = replaced(rest + chunk);
          const end = Math.max(0, words.length - overlap);
          rest = words.slice(end);
          yield words.slice(0, end);
        }
        yield rest;
      },
      createWriteStream(temporary, { encoding: 'latin1' }),
    );
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}
