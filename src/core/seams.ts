/** A frame as it was decoded: of the same frame in the same time base, two marks are alike. */
export interface FrameMark {
  readonly pts: number;
  /** CRC-32 of its pixels. */
  readonly checksum: number;
}

/** Tells what was decoded, at the end of a segment, of the frames that lead into the next one. */
export interface LeadOut {
  /** From where the next segment's decoder starts to the first frame behind this segment, if there is one. */
  readonly marks: readonly FrameMark[];
  /** The segment that the first frame behind is in; undefined where the clip ends. */
  readonly next?: number | undefined;
}

/** Tells what was decoded at the ends of a segment, which is mapped by a decoder of its own. */
export interface Seams {
  leadIn?: readonly FrameMark[] | undefined;
  leadOut?: LeadOut | undefined;
}
