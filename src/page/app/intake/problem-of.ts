import { UndecodableClip } from '../../engine/undecodable-clip.js';
import type { Problem } from './show-problem.js';

/** Puts what went wrong with a file in words. */
export function problemOf(thrown: unknown, name: string): Problem {
  if (thrown instanceof UndecodableClip) {
    const codec =
      thrown.codec === undefined || thrown.reason.includes(thrown.codec)
        ? ''
        : ` Its pictures are coded as ${thrown.codec}.`;
    return {
      title: `This browser cannot decode ${thrown.clip}`,
      words: `${capital(thrown.reason)}.${codec}`,
      command: thrown.command,
    };
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { title: `${name} could not be opened`, words: `${capital(message)}.`.replace(/\.\.$/, '.') };
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
