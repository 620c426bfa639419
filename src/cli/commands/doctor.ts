import { Command } from 'commander';
import {
  type Binary,
  binaryOptions,
  FfmpegError,
  findBinaries,
  knownHoles,
  listCapabilities,
  requirements,
} from '../../index.js';
import { addFlags, flagsOf } from '../flags.js';

/** `saliency doctor`: which FFmpeg is used, and what it lacks. */
export function doctorCommand(): Command {
  const command = new Command('doctor')
    .description('say which FFmpeg is used, and what it lacks')
    .option('--json', 'print JSON');
  addFlags(command, binaryOptions);
  return command.action(async () => {
    const { json, ...values } = command.opts();
    const { ffmpeg, ffprobe, warnings } = await findBinaries(flagsOf(binaryOptions, values));
    const has = await listCapabilities(ffmpeg);
    const missing = requirements.filter(({ kind, name }) => !has[`${kind}s`].has(name));
    const holes = knownHoles(ffmpeg);
    if (json) {
      process.stdout.write(
        `${JSON.stringify({ node: process.version, ffmpeg, ffprobe, warnings, missing, holes }, null, 2)}\n`,
      );
    } else {
      const lines = [
        `node     ${process.version}`,
        `ffmpeg   ${describeBinary(ffmpeg)}`,
        `ffprobe  ${describeBinary(ffprobe)}`,
        ...warnings,
        ...missing.map(({ kind, name, neededFor }) => `missing  ${kind} ${name}, for ${neededFor}`),
        ...holes.map(({ name, what, mendedIn }) => `hole     ${name}: ${what}; mended in ${mendedIn}`),
        ...(holes.length === 0
          ? []
          : ['the maker of this build may have mended a hole under the same version: ask there']),
        ...(missing.length === 0 ? ['nothing is missing'] : []),
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
    }
    if (missing.some(({ neededFor }) => neededFor === 'everything')) {
      throw new FfmpegError('incapable', `${ffmpeg.path}: lacks a filter that everything needs`);
    }
  });
}

const places: Readonly<Record<Binary['source'], string>> = {
  option: 'as chosen',
  environment: 'from the environment',
  'ffmpeg-static': 'of the package ffmpeg-static',
  path: 'on PATH',
  installer: 'of the installer package',
};

function describeBinary({ path, version, source }: Binary): string {
  return `${version}, ${places[source]}: ${path}`;
}
