import { resolve } from 'node:path';
import { OptionError } from '../../core/errors.js';
import { checkTextOutput } from '../../files/text-output.js';
import { checkTarget, type EncodingTarget } from '../../video/encode/encoding-target.js';
import type { Needs } from '../../video/ffmpeg/capabilities.js';

/** What is asked for before a clip is opened. */
export interface OutputsRequest {
  /** A path, or `-` for standard input. */
  readonly input: string;
  readonly videos: readonly EncodingTarget[];
  /** Paths of texts. */
  readonly texts: readonly string[];
  readonly force: boolean | undefined;
}

/**
 * Checks all outputs of a clip before it is opened: standard input may take hours to come.
 *
 * @returns what they need of FFmpeg.
 * @throws {OptionError} for an output that cannot be made, or may not be written to, and for two that go to one path.
 */
export async function checkOutputs({ input, videos, texts, force }: OutputsRequest): Promise<Needs> {
  const paths = [...videos.map(({ output }) => output), ...texts];
  const absolute = paths.map((path) => resolve(path));
  const twice = paths.find((_, i) => absolute.indexOf(absolute[i]!) !== i);
  if (twice !== undefined) throw OptionError.of('output', `expected a path for each output, got two for "${twice}"`);
  const file = input === '-' ? undefined : input;
  const needs = [];
  for (const video of videos) needs.push(...(await checkTarget(video, file)));
  for (const path of texts) await checkTextOutput(path, { input: file, force });
  return needs;
}
