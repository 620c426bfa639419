import { describeSystemError, type SystemError } from './describe-system-error.js';

/** Says why a file cannot be read, in words that go after its name and a colon. */
export function describeReadError(error: SystemError & { readonly path?: string | undefined }): string {
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      // The bytes of such a name are lost before the program sees it.
      return error.path?.includes('\ufffd')
        ? 'no such file (names that are not UTF-8 cannot be opened: rename it, or give it to standard input)'
        : 'no such file';
    case 'EACCES':
    case 'EPERM':
      return 'may not be read';
    default:
      return `cannot be read (${describeSystemError(error)})`;
  }
}
