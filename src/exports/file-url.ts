/** Makes the `file:` address of an absolute path. A backslash separates folders on Windows paths only. */
export function fileUrl(path: string): string {
  const windows = /^([A-Za-z]:[\\/]|\\\\)/.test(path);
  const parts = (windows ? path.replaceAll('\\', '/') : path).split('/').map(encodeURIComponent).join('/');
  if (windows && parts.startsWith('//')) return `file:${parts}`;
  return `file://${parts.startsWith('/') ? '' : '/'}${windows ? parts.replace('%3A', ':') : parts}`;
}
