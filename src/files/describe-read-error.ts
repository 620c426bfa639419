/** Says why a file cannot be read, in words that go after its name and a colon. */
export function describeReadError({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'no such file';
    case 'EACCES':
      return 'may not be read';
    default:
      return `cannot be read (${message})`;
  }
}
