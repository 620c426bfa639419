/** Root of all errors that video-saliency throws on purpose. `code` is stable; `cause` holds the original error. */
export class SaliencyError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A value that the user chose cannot be used. */
export class OptionError extends SaliencyError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_OPTION', message, options);
  }
}

/** A file that the user named cannot be used. */
export class InputError extends SaliencyError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_INPUT', message, options);
  }
}

/** Why FFmpeg could not do its work: it is not there, is too old or built without a part, failed, or stopped answering. */
export type FfmpegErrorReason = 'missing' | 'incapable' | 'failed' | 'stalled';

/** FFmpeg is missing, lacks what is asked of it, failed or stalled. `stderr` holds its last lines. */
export class FfmpegError extends SaliencyError {
  readonly reason: FfmpegErrorReason;
  readonly stderr: readonly string[];

  constructor(reason: FfmpegErrorReason, message: string, options?: ErrorOptions & { stderr?: readonly string[] }) {
    super(`ERR_FFMPEG_${reason.toUpperCase()}`, message, options);
    this.reason = reason;
    this.stderr = options?.stderr ?? [];
  }
}

/** The clip ends early or is damaged: what could be decoded was used. */
export class PartialInputError extends SaliencyError {
  /** Frames that could be decoded. */
  readonly decoded: number;
  /** Frames that the file promised, where it says so. */
  readonly expected: number | undefined;

  constructor(message: string, decoded: number, expected: number | undefined, options?: ErrorOptions) {
    super('ERR_PARTIAL_INPUT', message, options);
    this.decoded = decoded;
    this.expected = expected;
  }
}
