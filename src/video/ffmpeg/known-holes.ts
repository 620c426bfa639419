import type { Binary } from './binaries.js';

/** A hole that releases of FFmpeg had, through which a file may take over the program that reads it. */
export interface KnownHole {
  readonly name: string;
  readonly what: string;
  /** The first release without it. */
  readonly mendedIn: string;
}

/** Of those that are known, the ones that lie in what this program lets FFmpeg run. */
const holes: readonly KnownHole[] = [
  { name: 'CVE-2022-48434', what: 'threads of a decoder use memory that was given back', mendedIn: '5.1.2' },
  { name: 'CVE-2026-40962', what: 'encrypted MP4 files write beyond their memory', mendedIn: '8.1' },
];

/** Lists the known holes that a build has by its version; its maker may have mended them all the same. */
export function knownHoles({ version, major, minor }: Pick<Binary, 'version' | 'major' | 'minor'>): KnownHole[] {
  const patch = Number(/^n?\d+\.\d+\.(\d+)/.exec(version)?.[1] ?? 0);
  return holes.filter(({ mendedIn }) => {
    const wanted = mendedIn.split('.').map(Number);
    const difference = [major, minor, patch].map((part, i) => part - (wanted[i] ?? 0)).find((step) => step !== 0);
    return (difference ?? 0) < 0;
  });
}
