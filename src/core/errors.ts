import { printable } from './printable.js';
import { optionName, type Spelling, spell, type Wording } from './wording.js';

/** A message is a text, or a text in which options are marked. */
export type ErrorMessage = string | Wording;

/**
 * Root of all errors that video-saliency throws on purpose. `code` is stable; `cause` holds the original error.
 *
 * The message names options as the library does. It is fit for a terminal: control characters are escaped, long words cut.
 */
export class SaliencyError extends Error {
  override readonly name: string = 'SaliencyError';
  readonly code: string;
  readonly #wording: Wording;

  constructor(code: string, message: ErrorMessage, options?: ErrorOptions) {
    const texts = typeof message === 'string' ? [message] : message;
    const wording = texts.map((text) => (typeof text === 'string' ? printable(text) : text));
    super(
      spell(wording, (option) => option),
      options,
    );
    this.code = code;
    this.#wording = wording;
  }

  /** Gives the message with the names of options spelled as the users of another interface write them. */
  messageIn(spelling: Spelling): string {
    return spell(this.#wording, spelling);
  }
}

/** Details of an {@link OptionError}. */
export interface OptionErrorDetails extends ErrorOptions {
  readonly option?: string | undefined;
  readonly expected?: string | undefined;
}

/** A value that the user chose cannot be used. */
export class OptionError extends SaliencyError {
  override readonly name: string = 'OptionError';
  /** The library's name of the option; undefined where the value is none of an option. */
  readonly option: string | undefined;
  /** Tells what the option takes, in words; undefined where more than the value by itself is wrong. */
  readonly expected: string | undefined;

  constructor(message: ErrorMessage, { option, ...options }: OptionErrorDetails = {}) {
  constructor(message: Message, { option, expected, ...options }: OptionErrorDetails = {}) {
    super('ERR_OPTION', message, options);
    this.option = option;
    this.expected = expected;
  }

  /** Makes the error of one option: its name, a colon, and what is wrong with the value. */
  static of(option: string, problem: ErrorMessage, options?: ErrorOptions): OptionError {
  static of(option: string, problem: Message, options?: Omit<OptionErrorDetails, 'option'>): OptionError {
    const words = typeof problem === 'string' ? [problem] : problem;
    return new OptionError([optionName(option), ': ', ...words], { ...options, option });
  }

  /** Makes the error again of its message and the name of its option, as they came from another thread or program. */
  static again(message: string, option: unknown, options?: ErrorOptions): OptionError {
    const begin = `${option}: `;
    if (typeof option !== 'string' || !message.startsWith(begin)) return new OptionError(message, options);
    return OptionError.of(option, message.slice(begin.length), options);
  }
}

/** A file that the user named cannot be used. */
export class InputError extends SaliencyError {
  override readonly name: string = 'InputError';
  constructor(message: ErrorMessage, options?: ErrorOptions) {
    super('ERR_INPUT', message, options);
  }
}

/** Why FFmpeg could not do its work: it is not there, is too old or built without a part, failed, or stopped answering. */
export type FfmpegErrorReason = 'missing' | 'incapable' | 'failed' | 'stalled';

/** These details are known of the program that an {@link FfmpegError} tells of. */
export interface FfmpegErrorDetails extends ErrorOptions {
  readonly command?: readonly string[] | undefined;
  readonly exitCode?: number | undefined;
  readonly stderr?: readonly string[] | undefined;
}

/** FFmpeg is missing, lacks what is asked of it, failed or stalled. */
export class FfmpegError extends SaliencyError {
  override readonly name: string = 'FfmpegError';
  readonly reason: FfmpegErrorReason;
  /** The program that was run, and its arguments; undefined where none was. */
  readonly command: readonly string[] | undefined;
  /** The program's exit code; undefined where it did not run or a signal ended it. */
  readonly exitCode: number | undefined;
  /** The last lines that the program wrote to standard error. */
  readonly stderr: readonly string[];

  constructor(reason: FfmpegErrorReason, message: ErrorMessage, details: FfmpegErrorDetails = {}) {
    const { command, exitCode, stderr = [], ...options } = details;
    super(`ERR_FFMPEG_${reason.toUpperCase()}`, message, options);
    this.reason = reason;
    this.command = command;
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

/** The clip ends early or is damaged: what could be decoded was used. */
export class PartialInputError extends SaliencyError {
  override readonly name: string = 'PartialInputError';
  /** Frames that could be decoded. */
  readonly decoded: number;
  /** Frames that the file promised, where it says so. */
  readonly expected: number | undefined;

  constructor(message: ErrorMessage, decoded: number, expected: number | undefined, options?: ErrorOptions) {
    super('ERR_PARTIAL_INPUT', message, options);
    this.decoded = decoded;
    this.expected = expected;
  }
}
