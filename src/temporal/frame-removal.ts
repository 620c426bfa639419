import type { FrameSize } from '../core/frame.js';

/** A part of a picture, in pixels. */
export interface Rectangle extends FrameSize {
  readonly left: number;
  readonly top: number;
}

const SAMPLES = 32;
/** Pixels are of the bar's color when no channel differs by more than this. */
const TOLERANCE = 14;
/** A line is part of a bar when no more of it than this has another color. */
const BAR_SHARE = 0.05;
/** A line is outside when more of it than this has another color. */
const CONTENT_SHARE = 0.6;
/** Lines between bar and content, which scaling and compression blur. */
const BLUR = 2;
/** No bar takes more of a side than this. */
const GREATEST_SHARE = 0.4;
const NONE = -1;

/**
 * Finds flat artificial borders: letterbox and pillarbox bars, picture frames. They would pass for the background that
 * saliency is ranked against.
 *
 * Decided over a shot: a side is marked at the first frame that shows lines of one color there, then, at a sharp edge,
 * lines of which most differ. Frames too dark to show the edge say nothing. A frame with content where the bar should be
 * disproves it for the rest of the shot. As in the reference code of the ranking method, one marked side is not enough;
 * where two opposite sides are marked, just those are cut off, and where two others or three are, an unmarked side
 * loses as much as the widest.
 */
export class FrameRemoval {
  readonly #size: FrameSize;
  /** Width of the bar at top, bottom, left, right. */
  readonly #widths = new Int32Array(4).fill(NONE);
  readonly #disproved = new Uint8Array(4);
  #top = 0;
  #bottom = 0;
  #left = 0;
  #right = 0;

  constructor(size: FrameSize) {
    this.#size = size;
  }

  get left(): number {
    return this.#left;
  }

  get top(): number {
    return this.#top;
  }

  get width(): number {
    return this.#size.width - this.#left - this.#right;
  }

  get height(): number {
    return this.#size.height - this.#top - this.#bottom;
  }

  /** Forgets what was seen: a new shot starts. Returns whether the content is another part of the picture than before. */
  reset(): boolean {
    this.#widths.fill(NONE);
    this.#disproved.fill(0);
    return this.#decide();
  }

  /** Takes in one more frame of the shot. Returns whether the content is another part of the picture than before. */
  update(rgb: Uint8Array): boolean {
    for (let side = 0; side < 4; side++) if (this.#disproved[side] === 0) this.#look(rgb, side);
    return this.#decide();
  }

  #look(rgb: Uint8Array, side: number): void {
    const { width, height } = this.#size;
    const across = side < 2 ? height : width;
    const along = side < 2 ? width : height;
    // A step to the next line inwards, and to the next sample in a line.
    const acrossStep = (side < 2 ? 3 * width : 3) * (side % 2 === 0 ? 1 : -1);
    const start = side === 1 ? 3 * width * (height - 1) : side === 3 ? 3 * (width - 1) : 0;
    const alongStep = Math.max(1, Math.ceil(along / SAMPLES));
    const sampleStep = (side < 2 ? 3 : 3 * width) * alongStep;
    const samples = Math.ceil(along / alongStep);
    const limit = Math.floor(across * GREATEST_SHARE);
    const known = this.#widths[side]!;

    // The color of the bar, if there is one: that of the pixel in the middle of the side.
    const middle = start + sampleStep * (samples >> 1);
    let bar = 0;
    for (let line = 0; line < limit; line++) {
      const share = shareOfOthers(rgb, start + line * acrossStep, sampleStep, samples, middle);
      if (share > BAR_SHARE) {
        if (known !== NONE && line < known - BLUR) this.#disprove(side);
        if (known !== NONE || line === 0) return;
        // The edge is sharp if the content is reached within a few lines.
        for (bar = line; bar <= line + BLUR; bar++) {
          if (shareOfOthers(rgb, start + bar * acrossStep, sampleStep, samples, middle) > CONTENT_SHARE) {
            this.#widths[side] = bar;
            return;
          }
        }
        return;
      }
    }
  }

  #disprove(side: number): void {
    this.#disproved[side] = 1;
    this.#widths[side] = NONE;
  }

  #decide(): boolean {
    const { left: oldLeft, top: oldTop, width: oldWidth, height: oldHeight } = this;
    const [top, bottom, left, right] = this.#widths as unknown as [number, number, number, number];
    const vertical = top > 0 && bottom > 0;
    const horizontal = left > 0 && right > 0;
    const marked = Number(top > 0) + Number(bottom > 0) + Number(left > 0) + Number(right > 0);
    let least = 0;
    if (marked > 2 || (marked === 2 && !vertical && !horizontal)) least = Math.max(top, bottom, left, right);
    this.#top = marked < 2 ? 0 : top > 0 ? top : least;
    this.#bottom = marked < 2 ? 0 : bottom > 0 ? bottom : least;
    this.#left = marked < 2 ? 0 : left > 0 ? left : least;
    this.#right = marked < 2 ? 0 : right > 0 ? right : least;
    // A wide bar that is passed on to the shorter sides must leave something.
    const leastShare = 1 - 2 * GREATEST_SHARE;
    if (this.width < this.#size.width * leastShare || this.height < this.#size.height * leastShare) {
      this.#top = 0;
      this.#bottom = 0;
      this.#left = 0;
      this.#right = 0;
    }
    return oldLeft !== this.left || oldTop !== this.top || oldWidth !== this.width || oldHeight !== this.height;
  }
}

/** Computes the share of the samples of a line whose color is not that of the pixel at `reference`. */
function shareOfOthers(rgb: Uint8Array, start: number, step: number, samples: number, reference: number): number {
  const r = rgb[reference]!;
  const g = rgb[reference + 1]!;
  const b = rgb[reference + 2]!;
  let others = 0;
  for (let i = 0, p = start; i < samples; i++, p += step) {
    const dr = rgb[p]! - r;
    const dg = rgb[p + 1]! - g;
    const db = rgb[p + 2]! - b;
    if (Math.max(dr, -dr, dg, -dg, db, -db) > TOLERANCE) others++;
  }
  return others / samples;
}
