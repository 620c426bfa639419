/**
 * The ways in which a heat color meets the picture below it; names and formulas are those of FFmpeg's `blend`, on RGB.
 */
export const blendModes = ['normal', 'screen', 'addition', 'lighten', 'multiply'] as const;

/** One of the known blend modes. */
export type BlendMode = (typeof blendModes)[number];
