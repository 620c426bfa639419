import type { EncodedPacketSink, InputAudioTrack, VideoSample } from 'mediabunny';
import type { FrameSize, Rational, YuvColor } from '../../browser.js';

/** A decoded picture and its place in the clip. Whoever takes it closes the sample. */
export interface ShownPicture {
  readonly index: number;
  readonly sample: VideoSample;
}

/** The facts of an opened file, as `OpenedClip` has them, that do not depend on how it is mapped. */
export interface SourceFacts extends FrameSize {
  readonly stored: FrameSize & { readonly sampleAspect: Rational };
  readonly rotation: 0 | 90 | 180 | 270;
  readonly duration: number;
  readonly times: Float64Array;
  readonly timeBase: Rational;
  readonly frameRate: Rational;
  readonly averageFrameRate: Rational;
  readonly codec: string;
  readonly audioCodec: string | undefined;
  readonly audioChannels: number | undefined;
  /** How luma and chroma were made of RGB. */
  readonly color: YuvColor;
  /** Seconds at which the file starts: what is written starts there at 0. */
  readonly startTime: number;
}

/** A clip or a still whose pictures can be had, in order from any of them. */
export interface ClipSource {
  readonly facts: SourceFacts;
  /** Gives the pictures from a frame on. Ending the loop ends the decoder, and closes what it has decoded ahead. */
  pictures(from: number): AsyncGenerator<ShownPicture, void>;
  /** The packets of the sound; undefined without any. */
  readonly sound: { readonly track: InputAudioTrack; readonly packets: EncodedPacketSink } | undefined;
  close(): void;
}
