import type { ReportData } from '../report-data.js';
import type { ReportExport } from '../report-exports.js';

/** Gives the path of the clip as this page finds it: where both were moved together, editors find it there too. */
export function clipPath({ clip, clipUrl }: ReportData): string {
  if (clipUrl === undefined) return clip.name;
  const { protocol, pathname } = new URL(clipUrl, document.baseURI);
  if (protocol !== 'file:') return clip.name;
  const path = decodeURIComponent(pathname);
  return /^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path;
}

/** Offers a file as a download. */
export function offerFile({ name, text }: ReportExport): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
