import { chmod, copyFile, rename, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { FfmpegError, OptionError } from '../../core/errors.js';
import { optionName, wording } from '../../core/wording.js';
import { userFolder } from '../../files/user-folder.js';
import { askProgram } from './answer-cache.js';

/** Tells where a program was found. */
export type BinarySource = 'option' | 'environment' | 'ffmpeg-static' | 'path' | 'installer';

/** A program that was run and said its version. */
export interface Binary {
  readonly path: string;
  /** Version as the program says it: `5.1.9-0+deb12u1`, `N-47683-g0e8eb07980-static`. */
  readonly version: string;
  /** Release that it is, or that a build between releases comes nearest to. */
  readonly major: number;
  readonly minor: number;
  readonly source: BinarySource;
}

/** The two programs. `warnings` says what the user should know of them. */
export interface Binaries {
  readonly ffmpeg: Binary;
  readonly ffprobe: Binary;
  readonly warnings: string[];
}

type Program = 'ffmpeg' | 'ffprobe';

interface Candidate {
  readonly source: BinarySource;
  readonly path: string;
}

const require = createRequire(import.meta.url);

/**
 * Finds FFmpeg: the given path, `FFMPEG_PATH` and `FFPROBE_PATH`, the package ffmpeg-static, the search path
 * (4.3 or newer), the installer packages. Each candidate has to say its version before it is believed.
 *
 * @throws {OptionError} when a path that the user chose is not that program: there is no falling through.
 * @throws {FfmpegError} when none is found.
 */
export async function findBinaries(
  choice: { ffmpeg?: string | undefined; ffprobe?: string | undefined } = {},
): Promise<Binaries> {
  const [ffmpeg, ffprobe] = await Promise.all([find('ffmpeg', choice.ffmpeg), find('ffprobe', choice.ffprobe)]);
  const warnings: string[] = [];
  if (ffmpeg.source === 'installer') {
    warnings.push(
      `using the FFmpeg of @ffmpeg-installer, which is of 2018; a newer one on PATH is faster and can do more`,
    );
  }
  return { ffmpeg, ffprobe, warnings };
}

/** Tells whether a binary is at least of a release. */
export function isAtLeast({ major, minor }: Binary, wantedMajor: number, wantedMinor: number): boolean {
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

async function find(program: Program, choice: string | undefined): Promise<Binary> {
  const variable = program === 'ffmpeg' ? 'FFMPEG_PATH' : 'FFPROBE_PATH';
  const fromEnvironment = process.env[variable];
  if (choice !== undefined) return chosen(program, undefined, { source: 'option', path: choice });
  if (fromEnvironment) return chosen(program, variable, { source: 'environment', path: fromEnvironment });
  if (program === 'ffmpeg') {
    const fromPackage = packagePath('ffmpeg-static');
    const binary = fromPackage && (await run(program, { source: 'ffmpeg-static', path: fromPackage }));
    if (binary) return binary;
  }
  const onPath = await run(program, { source: 'path', path: program });
  if (onPath !== undefined && isAtLeast(onPath, 4, 3)) return onPath;
  const installed = await installer(program);
  if (installed !== undefined) return installed;
  const tooOld = onPath === undefined ? '' : `; the one on PATH is too old (${onPath.version}, needs 4.3)`;
  throw new FfmpegError(
    'missing',
    wording`${program} was not found${tooOld}; install FFmpeg, or name the program with the option ${optionName(program)} or with ${variable}`,
  );
}

async function chosen(program: Program, variable: string | undefined, candidate: Candidate): Promise<Binary> {
  const binary = await run(program, candidate);
  if (binary === undefined) {
    const problem = `expected the path of a working ${program}, got "${candidate.path}"`;
    throw variable === undefined ? OptionError.of(program, problem) : new OptionError(`${variable}: ${problem}`);
  }
  return binary;
}

/** Asks a candidate; undefined where it is not that program or does not run. */
async function run(program: Program, { source, path }: Candidate): Promise<Binary | undefined> {
  const banner = (await askProgram(path, ['-version'])) ?? '';
  const version = new RegExp(`^${program} version (\\S+)`).exec(banner)?.[1];
  return version === undefined ? undefined : { path, version, ...release(version, banner), source };
}

async function installer(program: Program): Promise<Binary | undefined> {
  const packaged = packagePath(`@${program}-installer/${program}`);
  if (packaged === undefined) return undefined;
  const candidate = { source: 'installer', path: packaged } as const;
  const binary = await run(program, candidate);
  if (binary !== undefined) return binary;
  const runnable = await makeRunnable(program, packaged);
  return runnable === undefined ? undefined : run(program, { ...candidate, path: runnable });
}

/** Gives the package's ffprobe is packed without the run bit: sets it, or copies the file where that is not allowed. */
async function makeRunnable(program: Program, path: string): Promise<string | undefined> {
  try {
    await chmod(path, 0o755);
    return path;
  } catch {
    try {
      const { size, mtimeMs } = await stat(path);
      const folder = await userFolder();
      if (folder === undefined) return undefined;
      const copy = join(folder, `${program}-${size}-${Math.round(mtimeMs)}`);
      const partial = `${copy}.${process.pid}`;
      await copyFile(path, partial);
      await chmod(partial, 0o755);
      await rename(partial, copy);
      return copy;
    } catch {
      return undefined;
    }
  }
}

/**
 * Gives the program that an optional package brings; undefined where the package is not installed or not for this
 * system.
 */
function packagePath(name: string): string | undefined {
  try {
    const found = require(name) as string | { path: string } | null;
    return typeof found === 'string' ? found : found?.path;
  } catch {
    return undefined;
  }
}

/** libavutil's versions at the releases of FFmpeg, newest first: builds between releases name no release. */
const releases = [
  [60, 8, 8, 0],
  [59, 39, 7, 1],
  [59, 8, 7, 0],
  [58, 29, 6, 1],
  [58, 2, 6, 0],
  [57, 28, 5, 1],
  [57, 17, 5, 0],
  [56, 70, 4, 4],
  [56, 51, 4, 3],
  [56, 31, 4, 2],
  [56, 22, 4, 1],
  [56, 14, 4, 0],
] as const;

function release(version: string, banner: string): { major: number; minor: number } {
  const named = /^n?(\d+)\.(\d+)/.exec(version);
  if (named) return { major: Number(named[1]), minor: Number(named[2]) };
  const library = /libavutil +(\d+)\. *(\d+)\./.exec(banner);
  const [avMajor, avMinor] = [Number(library?.[1] ?? 0), Number(library?.[2] ?? 0)];
  const match = releases.find(([major, minor]) => avMajor > major || (avMajor === major && avMinor >= minor));
  return match ? { major: match[2], minor: match[3] } : { major: 0, minor: 0 };
}
