import { OptionError, PartialInputError, SaliencyError } from '../index.js';
import { flagOf } from './flags.js';

/** Characters of a text that a record repeats. */
const longestText = 1000;

/** Writes what became of one input as a line of JSON on standard output. */
export function writeRecord(record: object): void {
  process.stdout.write(`${JSON.stringify(record)}\n`);
}

/**
 * The record of an input that was done.
 *
 * The command lines of FFmpeg are left out, which are long and the same for every input: `--dry-run` prints them.
 */
export function doneRecord(input: string, result: object, elapsed: number): object {
  const { commands: _, notes: __, damage, ...figures } = result as Record<string, unknown>;
  return {
    input,
    ok: true,
    ...figures,
    ...(damage === undefined ? {} : { damage: errorRecord(damage) }),
    elapsed,
  };
}

/** The record of an input that could not be done. */
export function failedRecord(input: string, error: unknown): object {
  return { input, ok: false, error: errorRecord(error) };
}

function errorRecord(error: unknown): object {
  if (!(error instanceof SaliencyError)) {
    return { code: 'ERR_UNEXPECTED', message: short(error instanceof Error ? error.message : String(error)) };
  }
  return {
    code: error.code,
    message: short(error.messageIn(flagOf)),
    ...(error instanceof OptionError && { option: error.option, expected: error.expected }),
    ...(error instanceof PartialInputError && { decoded: error.decoded, expected: error.expected }),
  };
}

function short(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`;
}
