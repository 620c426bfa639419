import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { sendFile } from './send-file.js';

/** Allows what a page that decodes and maps clips by itself needs, and nothing from elsewhere. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob: data:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "connect-src 'self' blob: data:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Makes a handler that serves the files of a folder, and its `index.html` for `/`, to GET and HEAD.
 *
 * Hidden files are not served, and nothing outside the folder, through whatever links.
 *
 * @returns a function that gives undefined for what the folder does not have.
 */
export function staticPage(folder: string): (request: Request) => Promise<Response | undefined> {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
    const path = await fileOf(folder, new URL(request.url).pathname);
    if (path === undefined) return undefined;
    return sendFile(request, { path, headers: { 'Content-Security-Policy': pagePolicy } });
  };
}

/** The file that the path of an address stands for. */
async function fileOf(folder: string, pathname: string): Promise<string | undefined> {
  const parts = partsOf(pathname);
  if (parts === undefined) return undefined;
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, ...parts, pathname.endsWith('/') ? 'index.html' : ''));
    return file.startsWith(root + sep) ? file : undefined;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return undefined;
    throw error;
  }
}

/** The names in a path; undefined where one is not that of a file to be served. */
function partsOf(pathname: string): string[] | undefined {
  try {
    const parts = decodeURIComponent(pathname).split('/').filter(Boolean);
    return parts.some((part) => part.startsWith('.') || /[\\\0:]/.test(part)) ? undefined : parts;
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
