import { basename, dirname, extname, join } from 'node:path';
import { ANALYSIS_TEXT_FORMATS, type AnalysisTextFormat } from '../../analysis/record/analysis-text.js';
import { OptionError } from '../../core/errors.js';
import { type OptionInput, optionTable, resolveOptions, unknownName } from '../../core/options.js';
import { type ExportFormatName, exportFormats } from '../../exports/formats.js';
import type { analysisOptions } from './analysis-options.js';

/** How an analysis is written. */
export const analysisFileOptions = optionTable({
  format: {
    type: 'choice',
    choices: ANALYSIS_TEXT_FORMATS,
    summary: "form of the analysis; default: the output name's extension, ndjson for standard output",
  },
});

const extensions: Readonly<Record<string, AnalysisTextFormat>> = {
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.csv': 'csv',
};

/** What an analysis is exported to beside its own file. */
export interface AnalysisExports {
  /** Formats for editors that are written in the same pass: `<stem>.otio`, `<stem>.premiere.csv`, … beside the analysis. */
  readonly exports?: readonly ExportFormatName[] | undefined;
}

/** An analysis that is written in the same pass as a video. */
export interface AnalysisFile
  extends OptionInput<typeof analysisOptions>,
    OptionInput<typeof analysisFileOptions>,
    AnalysisExports {
  readonly path: string;
}

/** An analysis is written to these places. */
export interface AnalysisTarget {
  /** A file, or `-` for standard output. */
  readonly path: string;
  readonly format: AnalysisTextFormat;
  /** Formats for editors, and the path of each. */
  readonly exports: readonly { readonly format: ExportFormatName; readonly path: string }[];
  readonly force: boolean | undefined;
}

/**
 * Where an analysis and its exports go.
 *
 * @param input - the clip, whose name the exports get.
 * @throws {OptionError} for a name that tells no format, and for a format that is not known.
 */
export function targetOf(
  input: string,
  path: string,
  given: OptionInput<typeof analysisFileOptions> & AnalysisExports & { readonly force?: boolean | undefined },
): AnalysisTarget {
  const { exports = [], force } = given;
  const named = path === '-' ? undefined : extensions[extname(path).toLowerCase()];
  const { format = path === '-' ? 'ndjson' : named } = resolveOptions(analysisFileOptions, { format: given.format });
  if (named !== undefined && format !== named) {
    throw new OptionError(`format: expected ${named} for "${path}", got ${format}`);
  }
  if (format === undefined) {
    const known = Object.keys(extensions).join(', ');
    throw new OptionError(`output: expected a format, or a name that ends in one of ${known}, got "${path}"`);
  }
  const folder = path === '-' ? (input === '-' ? '.' : dirname(input)) : dirname(path);
  const stem = input === '-' ? 'stdin' : basename(input, extname(input));
  return {
    path,
    format,
    force,
    exports: [...new Set(exports.map(checkExport))].map((name) => ({
      format: name,
      path: join(folder, `${stem}${exportSuffix(name)}`),
    })),
  };
}

/** What the name of an export ends in: its extension, with the format before it where several share one. */
export function exportSuffix(name: ExportFormatName): string {
  const { extension } = exportFormats[name];
  return extension === name ? `.${extension}` : `.${name}.${extension}`;
}

/** @throws {OptionError} for a name that no export has. */
export function checkExport(name: string): ExportFormatName {
  if (Object.hasOwn(exportFormats, name)) return name as ExportFormatName;
  throw new OptionError(`${name}: ${unknownName(name, Object.keys(exportFormats), 'export format')}`);
}
