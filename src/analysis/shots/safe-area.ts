/** Shares of the sides of the picture that stay free of titles. */
export interface Margins {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * The parts of the picture that places where clips are shown leave uncovered, as margins.
 *
 * `tv`: the middle 90 % of both sides, safe for titles by SMPTE ST 2046-1. `reels`: 14 % above, 35 % below and 6 % beside,
 * which Meta asks advertisers to leave free. `shorts`: 288, 672, 48 and 192 of 1080×1920 pixels above, below, left and right.
 */
const margins = {
  reels: { left: 0.06, top: 0.14, right: 0.06, bottom: 0.35 },
  shorts: { left: 48 / 1080, top: 288 / 1920, right: 192 / 1080, bottom: 672 / 1920 },
  tv: { left: 0.05, top: 0.05, right: 0.05, bottom: 0.05 },
} as const satisfies Record<string, Margins>;

/** A place with a safe area of its own. */
export type SafeArea = keyof typeof margins;

/** An option that says where a clip is shown, whose controls and captions titles keep clear of. */
export const safeAreaOption = { type: 'choice', choices: ['reels', 'shorts', 'tv'] } as const;

/** Gives the margins of a place, none of them less than `least`, a share of each side. */
export function marginsOf(area: SafeArea | undefined, least: number): Margins {
  const { left, top, right, bottom } = area === undefined ? { left: 0, top: 0, right: 0, bottom: 0 } : margins[area];
  return {
    left: Math.max(least, left),
    top: Math.max(least, top),
    right: Math.max(least, right),
    bottom: Math.max(least, bottom),
  };
}
