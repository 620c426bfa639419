import { dirname, isAbsolute, resolve, sep } from 'node:path';
import { isModelPath, modelsIn, OptionError, type OptionSpec, resolveOptions } from '../../index.js';

/** Says what is wrong with a value for an option that has these specifications; undefined where one takes it. */
export function refusal(name: string, specs: readonly OptionSpec[], value: unknown): string | undefined {
  const problems = specs.map((spec) => refusalOf(name, spec, value));
  return problems.includes(undefined) ? undefined : problems[0];
}

/** Says what is wrong with a value for one specification; undefined where it takes the value. */
export function refusalOf(name: string, spec: OptionSpec, value: unknown): string | undefined {
  // Of a file, its path: how it is made, options of their own tell.
  if (spec.type === 'file' && typeof value !== 'string') return 'expected a path';
  if (value === null) return 'expected a value, got null';
  try {
    resolveOptions({ [name]: spec }, { [name]: value as never });
    return undefined;
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    return error.message.slice(`${name}: `.length);
  }
}

/** Reads a value of the environment, where all are texts; what cannot be read stays a text, which is refused then. */
export function fromText(spec: OptionSpec, text: string): unknown {
  if (spec.type === 'number') return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
  if (spec.type === 'list') return text.split(',').map((name) => name.trim());
  if (spec.type === 'boolean') {
    const word = text.trim().toLowerCase();
    return ['1', 'true', 'yes', 'on'].includes(word) || (['0', 'false', 'no', 'off'].includes(word) ? false : text);
  }
  if (spec.type === 'pairs') {
    const pairs = text.split('\n').filter((line) => line.trim() !== '');
    if (pairs.some((pair) => pair.indexOf('=') < 1)) return text;
    return Object.fromEntries(
      pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    );
  }
  return text;
}

/** Placeholders of texts that are paths. */
const pathPlaceholders = ['path', 'file', 'folder'];

/** Reads relative paths of a config file from the folder that it is in. */
export function placed(name: string, spec: OptionSpec, value: unknown, file: string): unknown {
  if (typeof value !== 'string' || value === '-' || value === '') return value;
  const folder = dirname(file);
  if (name === 'model' || name === 'models') {
    return modelsIn(value)
      .map((model) => (isModelPath(model) && !model.startsWith('file:') ? resolve(folder, model) : model))
      .join(',');
  }
  const isPath = spec.type === 'file' || (spec.type === 'text' && pathPlaceholders.includes(spec.placeholder));
  // A program without a slash is one on the search path; some options name several folders.
  if (!isPath || isAbsolute(value) || value.includes('=')) return value;
  if ((name === 'ffmpeg' || name === 'ffprobe') && !/[/\\]/.test(value)) return value;
  return `${resolve(folder, value)}${/[/\\]$/.test(value) ? sep : ''}`;
}

/** Options that name programs, open the service to others, or send frames elsewhere. */
const trusted = [
  ...['ffmpeg', 'ffprobe'],
  ...['host', 'allow', 'tokenFile', 'tlsCert', 'tlsKey', 'origin', 'name', 'queue', 'store'],
];

/** Tells whether a value is one that nobody but the user may choose, by a file that was named or is the user's own. */
export function wantsTrust(name: string, value: unknown): boolean {
  if (trusted.includes(name)) return true;
  const isModel = (name === 'model' || name === 'models') && typeof value === 'string';
  return isModel && modelsIn(value).some(isModelPath);
}
