export const completionShells = ['bash', 'zsh', 'fish'] as const;
export type CompletionShell = (typeof completionShells)[number];

export interface CompletedFlag {
  readonly name: string;
  readonly summary: string;
  readonly takesValue: boolean;
  /** Values to offer; files where there are none. */
  readonly choices: readonly string[];
}

export interface CompletedVerb {
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly CompletedFlag[];
}

/** A script for a shell that completes verbs, flags and the values of flags that are a choice. */
export function completionScript(shell: CompletionShell, verbs: readonly CompletedVerb[]): string {
  return { bash, zsh, fish }[shell](verbs);
}

function bash(verbs: readonly CompletedVerb[]): string {
  const values = verbs.flatMap(({ name, flags }) =>
    flags
      .filter(({ choices }) => choices.length > 0)
      .map((flag) => `    ${name}:${flag.name}) words='${flag.choices.join(' ')}' ;;`),
  );
  const flags = verbs.map((verb) => `    ${verb.name}) words='${verb.flags.map(({ name }) => name).join(' ')}' ;;`);
  return `_saliency() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} verb=\${COMP_WORDS[1]} words=''
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${verbs.map(({ name }) => name).join(' ')}' -- "$current"))
    return
  fi
  case "$verb:$previous" in
${values.join('\n')}
  esac
  if [ -n "$words" ]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    return
  fi
  [[ $current == -* ]] || return
  case "$verb" in
${flags.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _saliency saliency
`;
}

function zsh(verbs: readonly CompletedVerb[]): string {
  const quote = (text: string) => text.replaceAll("'", "'\\''");
  const bracket = (text: string) => quote(text.replaceAll(/[[\]:\\]/g, '\\$&'));
  const flagSpec = ({ name, summary, takesValue, choices }: CompletedFlag) => {
    const values = choices.length > 0 ? `(${choices.join(' ')})` : '_files';
    return `'${name}[${bracket(summary)}]${takesValue ? `:value:${values}` : ''}'`;
  };
  const cases = verbs.map(
    ({ name, flags }) => `    ${name}) _arguments ${[...flags.map(flagSpec), "'*:file:_files'"].join(' ')} ;;`,
  );
  return `#compdef saliency
_saliency() {
  if (( CURRENT == 2 )); then
    local -a verbs=(${verbs.map(({ name, summary }) => `'${name}:${bracket(summary)}'`).join(' ')})
    _describe verb verbs
    return
  fi
  local verb=$words[2]
  shift words
  (( CURRENT-- ))
  case $verb in
${cases.join('\n')}
  esac
}
# In a folder of fpath, this file is the function at its first call; elsewhere, it is read to define it.
if [ "$funcstack[1]" = _saliency ]; then
  _saliency "$@"
else
  compdef _saliency saliency
fi
`;
}

function fish(verbs: readonly CompletedVerb[]): string {
  const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = verbs.flatMap(({ name, summary, flags }) => [
    `complete -c saliency -n __fish_use_subcommand -a ${name} -d ${quote(summary)}`,
    ...flags.map((flag) => {
      const value = flag.choices.length > 0 ? ` -x -a ${quote(flag.choices.join(' '))}` : flag.takesValue ? ' -r' : '';
      const condition = quote(`__fish_seen_subcommand_from ${name}`);
      return `complete -c saliency -n ${condition} -l ${flag.name.slice(2)} -d ${quote(flag.summary)}${value}`;
    }),
  ]);
  return `${lines.join('\n')}\n`;
}
