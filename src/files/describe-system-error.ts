/** Gives the meaning of the codes of the system, in words that go after the name of a file or a folder and a colon. */
const meanings: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'access is not allowed',
  EPERM: 'access is not allowed',
  EROFS: 'lies on a disk that may only be read',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'is larger than the system allows',
  EMFILE: 'too many files are open; raise the limit (ulimit -n), or work on fewer clips at a time',
  ENFILE: 'too many files are open on this machine',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its links lead in a circle',
  EISDIR: 'is a folder',
  EEXIST: 'exists already',
  EIO: 'the disk fails',
  ENOMEM: 'there is no memory left',
  EAGAIN: 'too many processes run',
};

/** An error of the system, as Node gives it. */
export interface SystemError {
  /** Its code: `ENOENT`. */
  readonly code?: string | undefined;
  readonly message: string;
}

/** Says what the system did not do, in words that go after a name and a colon. */
export function describeSystemError({ code, message }: SystemError): string {
  return meanings[code ?? ''] ?? code ?? message;
}

/** Tells whether a call failed because the process or the machine has none left of what it needs. */
export function isExhausted(error: unknown): error is SystemError {
  const { code = '' } = (error ?? {}) as Partial<SystemError>;
  return ['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM'].includes(code);
}
