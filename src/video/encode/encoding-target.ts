import { checkOutput } from '../../files/output-file.js';
import type { Needs } from '../ffmpeg/capabilities.js';
import { containerOf, pictureNames } from './containers.js';
import type { EncoderJob } from './encoder-job.js';
import { needsOf, pixelsOf } from './encoding-plan.js';
import { videoCodec } from './video-codec.js';

/** Everything that is decided of an encoding before its clip is known. */
export interface EncodingTarget extends Pick<EncoderJob, 'output' | 'encoding' | 'force'> {
  readonly kind: EncoderJob['compose']['kind'];
  /** The background of a cut-out. */
  readonly background?: unknown;
}

/**
 * Checks as much of an encoding as can be before its clip is opened, and makes nothing.
 *
 * @param input - the clip, where it is a file.
 * @returns the filters and encoders that a build of FFmpeg may lack.
 * @throws {OptionError} for an output, a container or an encoder that cannot be used.
 */
export async function checkTarget(
  { output, encoding, force = false, kind, background }: EncodingTarget,
  input: string | undefined,
): Promise<Needs> {
  const container = containerOf(output, encoding);
  // No size and no rate makes an encoding impossible.
  const pixels = pixelsOf({ kind, background }, encoding);
  const codec = videoCodec(container, encoding, pixels, { width: 2, height: 2 }, { num: 25, den: 1 });
  if (output !== '-') await checkOutput({ path: output, input, folder: pictureNames(container), force });
  return needsOf(kind, encoding, codec);
}
