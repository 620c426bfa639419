import { createRequire } from 'node:module';
import { type Binary, isAtLeast } from './binaries.js';

/** One FFmpeg command, from which its argument list is built. */
export interface Command {
  readonly inputs: readonly { readonly options: readonly string[]; readonly source: string }[];
  /** A filter graph over several inputs, its result labeled as `options` of the output maps it. */
  readonly filterGraph?: string | undefined;
  readonly output: { readonly options: readonly string[]; readonly target: string };
}

/** Builds the argument list of a command. Every option is an element of its own: nothing is split or quoted. */
export function buildArguments({ inputs, filterGraph, output }: Command): string[] {
  const command = fluent()();
  for (const { options, source } of inputs) {
    command.input(source);
    // Spread, or the wrapper would split what has a space in it.
    if (options.length > 0) command.inputOptions(...(options as string[]));
  }
  if (filterGraph !== undefined) command.complexFilter(filterGraph);
  command.output(output.target);
  if (output.options.length > 0) command.outputOptions(...(output.options as string[]));
  return (command as unknown as { _getArguments(): string[] })._getArguments();
}

/** Lets FFmpeg go on, however much of a clip is damaged: it is told of what it said, and all that it decoded is kept. */
export const errorsAllowed = ['-max_error_rate', '1'];

/** Asks for one frame out for every frame in, under its own timestamp. */
export function passthrough(ffmpeg: Binary): string[] {
  return isAtLeast(ffmpeg, 5, 1) ? ['-fps_mode', 'passthrough'] : ['-vsync', '0'];
}

type Fluent = typeof import('fluent-ffmpeg');
let loaded: Fluent | undefined;

/** Loads what builds commands, while something else is waited for: it takes 10 ms, which `--help` should not pay. */
export function prepareCommands(): void {
  fluent();
}

function fluent(): Fluent {
  // Faster than an import, which looks for names in each of its files.
  loaded ??= createRequire(import.meta.url)('fluent-ffmpeg') as Fluent;
  return loaded;
}
