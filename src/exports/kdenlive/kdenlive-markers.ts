import type { EditMarker } from '../edit.js';
import { oneLine } from '../plain-text.js';

/** Kinds of marker in the order of their categories. */
const KINDS = ['shot', 'still', 'jump', 'transition'] as const satisfies readonly EditMarker['kind'][];

/** Categories of the project, each with its color: what a marker's `type` counts. */
export const categories = [
  { comment: 'Shot', color: '#27ae60', index: 0 },
  { comment: 'Best still', color: '#3daee9', index: 1 },
  { comment: 'Attention jumps', color: '#da4453', index: 2 },
  { comment: 'Dissolve or fade', color: '#f1c40f', index: 3 },
] as const;

/**
 * Prints markers as Kdenlive keeps them: a list in JSON of frames and texts. It has one marker a frame: those that fall
 * on one share it, of the kind of the first.
 */
export function markerJson(markers: readonly EditMarker[]): string {
  const byFrame = new Map<number, { comment: string; duration: number; pos: number; type: number }>();
  for (const { kind, frame, name, note } of markers) {
    const comment = oneLine(`${name}: ${note}`);
    const other = byFrame.get(frame);
    if (other === undefined) byFrame.set(frame, { comment, duration: 0, pos: frame, type: KINDS.indexOf(kind) });
    else other.comment += `; ${comment}`;
  }
  return JSON.stringify([...byFrame.values()]);
}
