/**
 * Hears in FFmpeg's messages whether a clip is damaged: FFmpeg itself goes on and exits with 0.
 *
 * What is said before the first frame came out is about a clip that starts between key frames, or about streams that
 * are not decoded, unless it says that the file ends early.
 */
export class DamageListener {
  #lines = 0;
  #first: string | undefined;

  /** Counts the lines that told of damage. */
  get count(): number {
    return this.#lines;
  }

  /** The first of them, without the name of who said it. */
  get first(): string | undefined {
    return this.#first;
  }

  /**
   * Looks for signs of damage in what FFmpeg says.
   *
   * @param line - a line of stderr under `-loglevel level+info`.
   * @param framesOut - frames that had come out before it.
   */
  hear(line: string, framesOut: number): void {
    const early = endsEarly.test(line);
    if (!early && (framesOut === 0 || !tellsDamage(line))) return;
    this.#lines++;
    this.#first ??= line.replace(/^(\[[^\]]*\] *)+/, '').trim();
  }
}

const endsEarly = /partial file|File ended prematurely|Truncat|truncated/;

const corrupt = /\[warning\].*(corrupt decoded frame|corrupt input packet|Packet corrupt)/;

/** Errors that whole clips cause as well: B-frames that open a group of pictures, what follows the last frame. */
const harmless = /co located POCs unavailable|mmco: unref short failure|monoton|Error parsing|timescale not set/;

function tellsDamage(line: string): boolean {
  return corrupt.test(line) || (/\[(error|fatal|panic)\]/.test(line) && !harmless.test(line));
}
