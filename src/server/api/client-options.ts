import type { OptionSpec, OptionTable } from '../../index.js';

/** Options that name programs, files or machines, or say how the service itself works. */
const ofTheService = new Set([
  ...['ffmpeg', 'ffprobe', 'weights', 'outputName', 'config', 'template', 'queue', 'queueWait', 'store', 'timeout'],
  ...['force', 'dryRun', 'encoding', 'kind'],
]);

/**
 * Keeps of a table what a client of the service may set.
 *
 * Left out is what the service decides, and every text that is not checked against a form: it could be a path. The file
 * of an option of the type `file` is named by the service; a client says only how it is made.
 */
export function clientOptions(...tables: readonly OptionTable[]): OptionTable {
  return Object.fromEntries(
    Object.entries(Object.assign({}, ...tables) as OptionTable)
      .filter(([name, spec]) => !ofTheService.has(name) && !isFreeText(name, spec))
      .map(([name, spec]) => [name, forClients(spec)]),
  );
}

function isFreeText(name: string, spec: OptionSpec): boolean {
  return spec.type === 'text' && spec.pattern === undefined && spec.accepts === undefined && name !== 'model';
}

function forClients(spec: OptionSpec): OptionSpec {
  if (spec.type !== 'file') return spec;
  const { encoding } = spec.options;
  const encoded = encoding?.type === 'group' ? encoding.options : {};
  return { ...spec, options: clientOptions(spec.options, encoded) };
}
