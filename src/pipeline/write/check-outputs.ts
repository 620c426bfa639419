import { checkDistinct } from '../../files/distinct-files.js';
import { checkOutput } from '../../files/output-file.js';
import { checkTextOutput } from '../../files/text-output.js';
import { checkTarget, type EncodingTarget } from '../../video/encode/encoding-target.js';
import type { Needs } from '../../video/ffmpeg/capabilities.js';

/** A folder that is filled with files of such names. */
export interface FolderOutput {
  readonly path: string;
  readonly names: RegExp;
}

/** What is asked for before a clip is opened. */
export interface OutputsRequest {
  /** A path, or `-` for standard input. */
  readonly input: string;
  readonly videos: readonly EncodingTarget[];
  /** Paths of texts and pictures; `-` for standard output. */
  readonly files: readonly string[];
  readonly folders: readonly FolderOutput[];
  readonly force: boolean | undefined;
}

/**
 * Checks all outputs of a clip before it is opened: standard input may take hours to come.
 *
 * @returns what they need of FFmpeg.
 * @throws {OptionError} for an output that cannot be made, or may not be written to, and for two
 * that go to one file.
 */
export async function checkOutputs({ input, videos, files, folders, force }: OutputsRequest): Promise<Needs> {
  const paths = [...videos.map(({ output }) => output), ...files, ...folders.map(({ path }) => path)];
  const read = input === '-' ? undefined : input;
  await checkDistinct({ inputs: [input], outputs: paths });
  const needs = [];
  for (const video of videos) needs.push(...(await checkTarget(video, read)));
  for (const path of files) await checkTextOutput(path, { input: read, force });
  for (const { path, names } of folders) {
    await checkOutput({ path, input: read, folder: names, force: force ?? false });
  }
  return needs;
}
