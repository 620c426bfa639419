/** Words for a name that is not among the known ones, with the nearest of them where one is near. */
export function unknownName(name: string, known: readonly string[], what: string): string {
  const near = nearest(name, known);
  return near === undefined ? `unknown ${what}; known are ${listed(known)}` : `unknown ${what}; did you mean ${near}?`;
}

/** Names that a message lists at most: it is a line that somebody reads. */
const mostNames = 20;

function listed(names: readonly string[]): string {
  const shown = names.length > mostNames ? names.slice(0, mostNames) : names;
  const others = names.length - shown.length;
  return others === 0 ? shown.join(', ') : `${shown.join(', ')} and ${others} others, see the help`;
}

function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    if (name.length >= 3 && candidate.startsWith(name)) return candidate;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
