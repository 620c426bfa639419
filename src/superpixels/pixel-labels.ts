/** A picture whose pixels are labeled, and what is known of each label. All in the arena. */
export interface PixelLabels {
  /** Rows are `stride` apart, a multiple of 8. */
  readonly labels: Uint16Array;
  readonly stride: number;
  /** R, G and B of the pixels, `planeBytes` apart, rows as those of the labels. */
  readonly planes: Uint8Array;
  readonly planeBytes: number;
  /** Six numbers a label: its pixels, then the sums of their x, y, R, G and B. */
  readonly sums: Float64Array;
}
