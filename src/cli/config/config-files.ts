import { lstatSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, parse, resolve } from 'node:path';
import { OptionError } from '../../index.js';

/** Where a config file comes from: found above the working directory, named by `--config`, or the user's own. */
export type Origin = 'project' | 'named' | 'user';

/** One config file, read. */
export interface ConfigFile {
  readonly path: string;
  readonly origin: Origin;
  readonly content: Readonly<Record<string, unknown>>;
}

/** All config files that hold, the one that counts more first. */
export interface ConfigFiles {
  readonly files: readonly ConfigFile[];
  /** Files that were found and are not read, in words. */
  readonly warnings: readonly string[];
  /** Files that cannot be used. */
  readonly problems: readonly OptionError[];
}

/** The name of the config file of a project. */
const projectName = 'saliency.config.json';
const ofUser = ['video-saliency', 'config.json'] as const;
/** Most bytes of a config file. */
const maxBytes = 1 << 20;

/**
 * Reads the config files: that of the project, which is looked for in the working directory and all folders above it, or
 * the one that is named in its place; and that of the user.
 *
 * A file of the project that belongs to another user is not read: in a folder that many can write to, it would be
 * somebody else's choice.
 *
 * @param cwd - the working directory; undefined where it is gone.
 * @param chosen - the path of a file, or `none`; undefined where nothing was chosen.
 */
export function readConfigFiles(
  cwd: string | undefined,
  env: NodeJS.ProcessEnv,
  chosen: string | undefined,
): ConfigFiles {
  if (chosen === 'none') return { files: [], warnings: [], problems: [] };
  const warnings: string[] = [];
  const places: { path: string; origin: Origin }[] = [];
  const project = chosen === undefined && cwd !== undefined ? findAbove(cwd) : undefined;
  if (chosen !== undefined) places.push({ path: resolve(cwd ?? '/', chosen), origin: 'named' });
  if (project !== undefined && isOwn(project)) places.push({ path: project, origin: 'project' });
  else if (project !== undefined)
    warnings.push(`${project}: belongs to another user and is not read; --config names it`);
  const user = userConfigPath(env);
  if (user !== undefined && user !== project && isThere(user)) places.push({ path: user, origin: 'user' });
  const files: ConfigFile[] = [];
  const problems: OptionError[] = [];
  for (const { path, origin } of places) {
    try {
      files.push({ path, origin, content: readObject(path) });
    } catch (error) {
      if (!(error instanceof OptionError)) throw error;
      problems.push(error);
    }
  }
  return { files, warnings, problems };
}

/** The path of the user's config file, be it there or not; undefined for a user without a home. */
export function userConfigPath(env: NodeJS.ProcessEnv): string | undefined {
  const chosen = env.XDG_CONFIG_HOME;
  if (chosen !== undefined && isAbsolute(chosen)) return join(chosen, ...ofUser);
  if (process.platform === 'win32' && env.APPDATA !== undefined) return join(env.APPDATA, ...ofUser);
  const home = homeFolder();
  if (home === undefined) return undefined;
  if (process.platform === 'win32') return join(home, 'AppData', 'Roaming', ...ofUser);
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support', ...ofUser);
  return join(home, '.config', ...ofUser);
}

function homeFolder(): string | undefined {
  try {
    return homedir();
  } catch {
    // A number in a container need not be that of a user.
    return undefined;
  }
}

/** Tells whether there is a file; what may not be looked at is not there for this user. */
function isThere(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG'].includes(code)) return false;
    throw error;
  }
}

function findAbove(cwd: string): string | undefined {
  let folder = resolve(cwd);
  const { root } = parse(folder);
  for (;;) {
    const path = join(folder, projectName);
    if (isThere(path)) return path;
    if (folder === root) return undefined;
    folder = dirname(folder);
  }
}

function isOwn(path: string): boolean {
  const owner = lstatSync(path).uid;
  return process.getuid === undefined || owner === process.getuid() || owner === 0;
}

function readObject(path: string): Record<string, unknown> {
  const text = readText(path);
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new OptionError(`${path}: is not JSON (${(cause as Error).message})`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new OptionError(`${path}: expected an object of options`);
  }
  return value as Record<string, unknown>;
}

function readText(path: string): string {
  try {
    const status = statSync(path);
    if (!status.isFile()) throw new OptionError(`${path}: expected a file`);
    if (status.size > maxBytes) throw new OptionError(`${path}: expected a file of at most ${maxBytes} bytes`);
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof OptionError) throw cause;
    throw new OptionError(`${path}: cannot be read (${(cause as Error).message})`, { cause });
  }
}
