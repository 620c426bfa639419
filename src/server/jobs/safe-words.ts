/**
 * Takes the paths of this machine out of a message: those that are known become the names that the client knows them by,
 * and of all others the last part is left.
 */
export function safeWords(message: string, names: Readonly<Record<string, string>>): string {
  let words = message;
  // Longer paths first: one may be the beginning of another.
  for (const [path, name] of Object.entries(names).sort(([a], [b]) => b.length - a.length)) {
    words = words.replaceAll(path, name);
  }
  return words.replace(/(?:[A-Za-z]:)?(?:[/\\][\w.@~+-]+)+[/\\]([\w.@~+-]*)/g, '$1');
}
