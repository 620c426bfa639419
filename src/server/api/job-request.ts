import {
  defaultModel,
  heatmapModel,
  OptionError,
  type OptionInput,
  type OptionTable,
  resolveOptions,
} from '../../index.js';
import { Problem } from '../http/problem.js';
import type { Limits } from '../limits.js';
import { type Given, modelsOf, modelTable, type VerbName, verbNames, verbs } from './verbs.js';

/** A file of a job comes from an upload, or from a path below the folder that the service allows. */
export type Source = { readonly upload: string } | { readonly path: string };

/** A job as a client asks for it, checked. */
export interface JobRequest {
  readonly verb: VerbName;
  readonly input: Source;
  /** Further files, by the names of {@link Verb.files}. */
  readonly files: Readonly<Record<string, Source>>;
  readonly options: Given;
}

/**
 * Checks a job that a client asks for against the option tables and the limits.
 *
 * @param body - anything that JSON can hold.
 * @throws {Problem} 400 that names what is wrong.
 */
export function readJobRequest(body: unknown, limits: Limits): JobRequest {
  const { verb, input, files = {}, options = {}, ...others } = objectOf(body, 'the request');
  const [stray] = Object.keys(others);
  if (stray !== undefined) throw wrong(`the request: expected verb, input, files and options, got ${quote(stray)}`);
  const name = verbNames.find((known) => known === verb);
  if (name === undefined) throw wrong(`verb: expected one of ${verbNames.join(', ')}, got ${quote(verb)}`, 'verb');
  const more = Object.entries(objectOf(files, 'files'));
  for (const [file] of more) {
    if (verbs[name].files.includes(file)) continue;
    const known = verbs[name].files.join(', ') || 'none';
    throw wrong(`files: expected ${known} for ${name}, got ${quote(file)}`, 'files');
  }
  try {
    return {
      verb: name,
      input: sourceOf(input, 'input'),
      files: Object.fromEntries(more.map(([file, source]) => [file, sourceOf(source, file)])),
      options: readOptions(name, objectOf(options, 'options'), limits),
    };
  } catch (error) {
    throw Problem.of(error);
  }
}

function readOptions(name: VerbName, options: Record<string, unknown>, limits: Limits): Given {
  const { options: table, takes } = verbs[name];
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null));
  for (const [option, value] of Object.entries(given)) {
    if (table[option]?.type === 'file') given[option] = fileOf(option, value, name);
  }
  resolveOptions(table, given as OptionInput<OptionTable>);
  checkModelOptions(given, name === 'overlay' || given.kind === 'overlay' ? heatmapModel : defaultModel);
  if (name === 'export' && given.format === undefined) throw OptionError.of('format', 'expected a format');
  if (takes === 'analysis') return given;
  const bounded = { ...given, maxPixels: least(given.maxPixels, limits.pixels) };
  if (takes === 'picture' || name === 'probe') return bounded;
  return {
    ...bounded,
    maxDuration: least(given.maxDuration, limits.durationSeconds),
    timeout: limits.jobSeconds,
  };
}

/** Names the file of an option, and leaves to the client how it is made. */
function fileOf(option: string, value: unknown, verb: VerbName): unknown {
  if (value === false) return undefined;
  const how = value === true ? {} : objectOf(value, option, option);
  if (Object.hasOwn(how, 'path')) throw OptionError.of(option, 'expected no path, since the service names its files');
  const extension = how.format ?? (option === 'analysis' ? 'json' : 'mp4');
  return { ...how, path: `${option === verb ? `${option}-2` : option}.${String(extension).slice(0, 20)}` };
}

/** @throws {OptionError} for an option of another model than those that are chosen. */
function checkModelOptions(given: Given, usual: string): void {
  const chosen = modelsOf(typeof given.model === 'string' ? given.model : usual);
  for (const option of Object.keys(given)) {
    if (option === 'fuse' && chosen.length > 1) continue;
    if (!Object.hasOwn(modelTable, option) || chosen.some(({ options }) => Object.hasOwn(options, option))) continue;
    const names = chosen.map(({ name }) => name).join(', ');
    throw OptionError.of(option, `expected an option of ${names}, got one of another model`);
  }
}

function least(given: unknown, limit: number): number {
  return typeof given === 'number' ? Math.min(given, limit) : limit;
}

function sourceOf(value: unknown, name: string): Source {
  const source = objectOf(value, name);
  const [key, ...more] = Object.keys(source);
  if (more.length === 0 && key === 'upload' && isId(source.upload)) return { upload: source.upload };
  if (more.length === 0 && key === 'path' && isPath(source.path)) return { path: source.path };
  throw wrong(`${name}: expected { "upload": id } or { "path": … } below the allowed folder`, name);
}

/** Tells whether a value has the form of the names that the service gives to uploads and jobs. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{32}$/.test(value);
}

function isPath(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= 1024 && !value.includes('\0');
}

function objectOf(value: unknown, name: string, option?: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw wrong(`${name}: expected an object, got ${quote(value)}`, option);
}

function wrong(message: string, option?: string): Problem {
  return new Problem(400, 'ERR_REQUEST', message, { option });
}

function quote(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
