import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describeSystemError, OptionError, type SystemError } from '../../index.js';

const leastLength = 16;

/** Somebody who may use the service. */
interface Holder {
  readonly name: string;
  readonly digest: Buffer;
}

/** The tokens that open the service. */
export class Tokens {
  readonly #holders: readonly Holder[];

  private constructor(holders: readonly Holder[]) {
    this.#holders = holders;
  }

  /**
   * Reads the tokens of a file, one a line, each with the name of its holder before it or alone, and the one of the
   * environment. Empty lines and those that begin with `#` are left out.
   *
   * @returns undefined where there is none.
   * @throws {OptionError} for a file that cannot be read or holds none, and for a token that is short enough to be guessed.
   */
  static async read(file: string | undefined, environment: string | undefined): Promise<Tokens | undefined> {
    const lines = file === undefined ? [] : await linesOf(file);
    if (file !== undefined && lines.length === 0)
      throw OptionError.of('tokenFile', `expected tokens, ${file} holds none`);
    const pairs = lines.map((line, i) => {
      const words = line.split(/\s+/);
      return words.length === 1 ? ([`token-${i + 1}`, words[0]!] as const) : ([words[0]!, words.at(-1)!] as const);
    });
    if (environment !== undefined && environment !== '') pairs.push(['token', environment]);
    if (pairs.some(([, token]) => token.length < leastLength)) {
      const place = file === undefined ? 'SALIENCY_TOKEN' : file;
      throw OptionError.of(
        'tokenFile',
        `expected tokens of ${leastLength} characters at least, got a shorter one in ${place}`,
      );
    }
    return pairs.length === 0 ? undefined : new Tokens(pairs.map(([name, token]) => ({ name, digest: digest(token) })));
  }

  /** The name of the holder of the token in an `Authorization` header; takes as long for a wrong one as for a right one. */
  holderOf(header: string | null): string | undefined {
    const given = digest(/^Bearer +(\S+) *$/i.exec(header ?? '')?.[1] ?? '');
    let found: string | undefined;
    for (const { name, digest } of this.#holders) if (timingSafeEqual(digest, given)) found = name;
    return found;
  }
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

async function linesOf(file: string): Promise<string[]> {
  try {
    const text = await readFile(file, 'utf8');
    return text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'));
  } catch (cause) {
    const why = describeSystemError(cause as SystemError);
    throw OptionError.of('tokenFile', `${file} cannot be read: ${why}`, { cause });
  }
}
