const known = new Map<string, string>();
let watched = false;

/** Gives a color of the style sheet by its name, light or dark; asked for once, since each question may cost a layout. */
export function pageColor(name: string): string {
  if (!watched) {
    watched = true;
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => known.clear());
  }
  const color = known.get(name) ?? getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  known.set(name, color);
  return color;
}
