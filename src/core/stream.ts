import type { PartialInputError } from './errors.js';
import type { Frame, FrameSize, Rational, SaliencyMap, Timestamp } from './frame.js';
import type { FrameStats } from './model.js';

/** Color tags of a stream as FFmpeg names them; undefined where the file does not say. */
export interface ColorTags {
  readonly range: string | undefined;
  readonly space: string | undefined;
  readonly primaries: string | undefined;
  readonly transfer: string | undefined;
}

/** A stream that is not decoded here. */
export interface OtherStream {
  readonly index: number;
  readonly kind: 'video' | 'picture' | 'audio' | 'subtitle' | 'data' | 'attachment';
  /** Codec as FFmpeg names it; `unknown` where it has no name for it. */
  readonly codec: string;
}

/** A stream of pictures as all that is computed from it has to know it. Sizes are after rotation. */
export interface StreamInfo extends FrameSize {
  /** Columns and rows of the upright picture as it is stored: before the sample aspect is applied. */
  readonly width: number;
  readonly height: number;
  /** Sample (pixel) aspect ratio of the upright picture. */
  readonly sampleAspect: Rational;
  /** Seconds that 1 of a timestamp stands for. */
  readonly timeBase: Rational;
  /** Nominal frame rate: the lowest rate at which all timestamps can be told apart. */
  readonly frameRate: Rational;
  /** Frames divided by duration. */
  readonly averageFrameRate: Rational;
  /** Seconds at which the clip starts; what is written starts there at 0. */
  readonly startTime: number;
  /** Seconds; undefined where the file does not say. */
  readonly duration: number | undefined;
}

/** A clip's file and video stream, as the file's header describes them before anything is decoded. */
export interface VideoInfo extends StreamInfo {
  /** Absolute path of the file that is read; for standard input, of the temporary file that holds it. */
  readonly path: string;
  /** The clip as messages name it. */
  readonly name: string;
  /** Container as FFmpeg names it: `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly container: string;
  readonly codec: string;
  readonly pixelFormat: string;
  /** Index of the chosen stream among all streams of the file. */
  readonly streamIndex: number;
  /** Indices of all video streams that are not cover art. */
  readonly videoStreams: readonly number[];
  /** Degrees by which the decoder turns the picture clockwise to make it upright: 0, 90, 180 or 270. */
  readonly rotation: number;
  /** Timestamp of the stream's first frame; undefined where the header does not say. */
  readonly startPts?: number | undefined;
  /** Frame count that the header promises; a hint, never the truth. */
  readonly frameCountHint: number | undefined;
  readonly color: ColorTags;
  readonly fieldOrder: 'progressive' | 'interlaced' | undefined;
  readonly hasAudio: boolean;
  /** Channels of the first stream of sound; undefined without one, and where the file does not say. */
  readonly audioChannels?: number | undefined;
  /** Every stream of the file that is not the chosen one: what may be copied beside the pictures. */
  readonly otherStreams: readonly OtherStream[];
  readonly hasAlpha: boolean;
  readonly startTimecode: string | undefined;
  /** The largest picture that may be decoded. */
  readonly maxPixels: number;
}

/**
 * Gives the decoded frames of one clip in order; iterated once. Breaking out of the loop ends the decoder.
 *
 * Whoever has pictures can be one: a decoder in a browser, a camera, a drawing.
 */
export interface FrameSource extends AsyncIterable<Frame> {
  readonly info: StreamInfo;
}

/** Decodes the frames of a video file, and tells afterwards how that went. */
export interface VideoSource extends FrameSource {
  readonly info: VideoInfo;
  /** Says what was wrong once the frames are read to their end, where the clip ended early or is damaged. */
  readonly damage: PartialInputError | undefined;
  /** Sentences for the user about how this clip is decoded; complete once the frames are read to their end. */
  readonly warnings: readonly string[];
}

/** A map on its way to the sinks, lent until `write` settles. */
export interface MapResult {
  /** Position of the map's frame among all results, from 0. */
  readonly index: number;
  readonly time: Timestamp;
  readonly map: SaliencyMap;
}

/** A map with its frame; `frame.data` is lent as the map is. */
export interface FrameResult extends MapResult {
  readonly frame: Omit<Frame, 'release'>;
  readonly stats: FrameStats;
  /** Tells where eyes rest on the frame, as a map with a peak of 1; only where it was asked for beside the map of objects. */
  readonly gaze?: SaliencyMap;
}

/**
 * Takes results in order. `write` settles when the sink can take the next one; either `finish` and `commit`, or `abort`
 * ends it.
 */
export interface Sink<R extends MapResult = FrameResult> {
  write(result: R): Promise<void>;
  /** True where nothing more need be written: nobody reads it. */
  readonly finished?: boolean;
  /** Completes the output and checks it, so that nothing is left that may fail but putting it in its place. */
  finish(): Promise<void>;
  /** Puts what is finished in its place. */
  commit(): Promise<void>;
  /** Ends at once and leaves nothing behind. */
  abort(): Promise<void>;
}
