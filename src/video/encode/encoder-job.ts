import type { BlendMode } from '../../core/blend-mode.js';
import type { FrameSize, Rational, Timestamp } from '../../core/frame.js';
import type { Levels } from '../../core/levels.js';
import type { VideoInfo } from '../../core/stream.js';
import type { Binaries } from '../ffmpeg/binaries.js';
import type { EncodingOptions } from './encoding-options.js';

/** Pictures as the encoder takes them: planes one after the other, row-major, no padding. */
export interface PictureFormat extends FrameSize {
  readonly format: 'gray' | 'gray16le' | 'yuva420p' | 'rgb24';
}

/**
 * Tells what becomes of the pictures.
 *
 * - `map`: they are the video, scaled to `size` (default: the clip's own).
 * - `refine`: they are scaled to the clip's size and made to follow its outlines (`refined-map.ts`).
 * - `cutout`: they are scaled up, refined where asked for, and become the transparency of the clip's frames, or let it
 *   through in front of a background.
 * - `clip`: there are none: the clip itself goes through a filter graph, from `[clip]` to `[rendered]`.
 * - `picture`: they are the video, in color, as they are: square pixels, standard range.
 * - `overlay`: they are heatmaps in `yuva420p`, scaled up and laid over the clip's frames of the same instants.
 */
export type Composition =
  | { readonly kind: 'map'; readonly size?: FrameSize | undefined }
  | { readonly kind: 'picture' }
  | { readonly kind: 'refine'; readonly levels?: Levels | undefined }
  | CutoutComposition
  | {
      readonly kind: 'clip';
      readonly graph: string;
      readonly size: FrameSize;
      readonly sampleAspect?: Rational | undefined;
    }
  | { readonly kind: 'overlay'; readonly blend: BlendMode; readonly sideBySide: boolean };

/** Tells how a subject is cut out of its clip. */
export interface CutoutComposition {
  readonly kind: 'cutout';
  /** The matte follows the outlines of the clip's frames. */
  readonly refine: boolean;
  readonly levels: Levels | undefined;
  /** The hole is where the subject was. */
  readonly invert: boolean;
  /** Colors are multiplied with their alpha. */
  readonly premultiply: boolean;
  /** The background of the subject; none leaves it transparent. */
  readonly background?: Background | undefined;
}

/** The background of a subject that is cut out: one color, the clip itself out of focus, or another picture or clip. */
export type Background =
  | { readonly kind: 'color'; readonly rgb: readonly [red: number, green: number, blue: number] }
  /** `sigma` in pixels of the clip. */
  | { readonly kind: 'blur'; readonly sigma: number }
  /** The input options that open the file safely, and its absolute path. */
  | { readonly kind: 'file'; readonly options: readonly string[]; readonly path: string };

/** Everything that the encoding FFmpeg has to know. */
export interface EncoderJob {
  /** The clip that the pictures were made from. */
  readonly info: VideoInfo;
  readonly pictures: PictureFormat;
  readonly compose: Composition;
  /** A file, a folder for the format `png`, or `-` for stdout. */
  readonly output: string;
  readonly encoding: EncodingOptions;
  /** Seconds from the clip's start, as the decoder was given them. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  /** The clip's frames are deinterlaced below an overlay. Default false. */
  readonly deinterlace?: boolean | undefined;
  /** Overwrites what exists. Default false. */
  readonly force?: boolean | undefined;
  readonly binaries: Binaries;
  readonly signal?: AbortSignal | undefined;
}

/** An encoding FFmpeg that takes one picture after the other; either `finish` and `commit`, or `abort` ends it. */
export interface PictureEncoder {
  /** Sentences for the user about how the output is made. */
  readonly warnings: readonly string[];
  /** The program and its arguments. */
  readonly commandLine: readonly string[];
  /** True once the reader of standard output went away: nothing more need be written. */
  readonly consumerGone: boolean;
  /** Settles when the next picture may come; `picture` is lent until then. */
  write(picture: Uint8Array, time: Timestamp): Promise<void>;
  /** Waits for the end and checks the result. */
  finish(): Promise<void>;
  /** Puts what is finished in its place. */
  commit(): Promise<void>;
  /** Ends at once and leaves nothing behind. */
  abort(): Promise<void>;
}
