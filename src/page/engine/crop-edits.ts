import type { Box, Point } from '../../browser.js';

/** Corrections of a crop by the number of the shot: around a point, or exactly this part, in shares of the picture. */
export type CropEdits = Readonly<Record<number, 'follow' | { readonly hold: Point } | { readonly rectangle: Box }>>;
