/** One place of a pattern within a name: any characters, any one character, or one of some. */
type Token = '*' | '?' | { readonly characters: ReadonlySet<string>; readonly negated: boolean };

/** Most patterns that braces may stand for. */
const mostAlternatives = 256;

/**
 * Makes a test for paths of a glob: `*` and `?` within a name, `**` for any folders, `[a-z]`, and `{mp4,mov}`. Large and
 * small letters are the same. A pattern without a slash is that of a name in any folder.
 *
 * The time of a test grows with the lengths of pattern and path alone, whatever they are.
 *
 * @returns a function that is given a path with slashes, relative to the folder that is searched.
 */
export function globMatcher(pattern: string): (path: string) => boolean {
  const alternatives = expandBraces(pattern.toLowerCase()).map((one) => {
    const parts = one.replace(/^\.?\//, '').split('/');
    return (parts.length === 1 ? ['**', ...parts] : parts).map((part) => (part === '**' ? part : tokensOf(part)));
  });
  return (path) => {
    const names = path.toLowerCase().split('/');
    return alternatives.some((parts) => matchesPath(parts, names));
  };
}

/** Parts a list of globs at its commas; those within braces belong to a glob. */
export function globsIn(list: string): readonly string[] {
  const globs = [''];
  let depth = 0;
  for (const character of list) {
    if (character === '{') depth++;
    if (character === '}') depth = Math.max(0, depth - 1);
    if (character === ',' && depth === 0) globs.push('');
    else globs[globs.length - 1] += character;
  }
  return globs.map((glob) => glob.trim()).filter((glob) => glob !== '');
}

function expandBraces(pattern: string): string[] {
  let open = [pattern];
  for (;;) {
    const at = open.findIndex((one) => /\{[^{}]*\}/.test(one));
    if (at === -1 || open.length > mostAlternatives) return open.slice(0, mostAlternatives);
    const [braces, inner] = /\{([^{}]*)\}/.exec(open[at]!) as unknown as [string, string];
    // The innermost braces of all that hold them, so that nested ones are taken apart once.
    open = open.flatMap((one) =>
      one.includes(braces) ? inner.split(',').map((choice) => one.replace(braces, () => choice)) : [one],
    );
  }
}

function tokensOf(part: string): Token[] {
  const tokens: Token[] = [];
  const characters = Array.from(part);
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i]!;
    const end = character === '[' ? characters.indexOf(']', i + 2) : -1;
    if (end !== -1) {
      tokens.push(setOf(characters.slice(i + 1, end)));
      i = end;
    } else if (character === '*' || character === '?') tokens.push(character);
    else tokens.push({ characters: new Set([character]), negated: false });
  }
  return tokens;
}

/** The characters between brackets, ranges written out. */
function setOf(inner: readonly string[]): Token {
  const negated = inner[0] === '!' || inner[0] === '^';
  const listed = negated ? inner.slice(1) : inner;
  const characters = new Set<string>();
  for (let i = 0; i < listed.length; i++) {
    const isRange = listed[i + 1] === '-' && listed[i + 2] !== undefined;
    const [from, to] = [listed[i]!.codePointAt(0)!, (isRange ? listed[i + 2]! : listed[i]!).codePointAt(0)!];
    for (let code = from; code <= to; code++) characters.add(String.fromCodePoint(code));
    if (isRange) i += 2;
  }
  return { characters, negated };
}

function matchesPath(parts: readonly ('**' | Token[])[], names: readonly string[]): boolean {
  // reachable[j]: the parts so far can be the first j names.
  let reachable = [true, ...names.map(() => false)];
  for (const part of parts) {
    const first = reachable.indexOf(true);
    if (first === -1) return false;
    reachable =
      part === '**'
        ? reachable.map((_, j) => j >= first)
        : reachable.map((_, j) => j > 0 && reachable[j - 1]! && matchesName(part, names[j - 1]!));
  }
  return reachable.at(-1)!;
}

/** Goes back to the last `*` alone: what an earlier one could take, that one can. */
function matchesName(tokens: readonly Token[], name: string): boolean {
  const characters = Array.from(name);
  let [token, at, star, from] = [0, 0, -1, 0];
  while (at < characters.length) {
    const wanted = tokens[token];
    if (wanted === '*') [star, from, token] = [token, at, token + 1];
    else if (wanted !== undefined && takes(wanted, characters[at]!)) [token, at] = [token + 1, at + 1];
    else if (star === -1) return false;
    else [token, from, at] = [star + 1, from + 1, from + 1];
  }
  return tokens.slice(token).every((rest) => rest === '*');
}

function takes(token: Exclude<Token, '*'>, character: string): boolean {
  return token === '?' || token.characters.has(character) !== token.negated;
}
