import { basename, dirname, extname, join } from 'node:path';
import { ANALYSIS_TEXT_FORMATS, type AnalysisTextFormat } from '../../analysis/record/analysis-text.js';
import { OptionError } from '../../core/errors.js';
import { type OptionInput, type OptionValues, optionTable } from '../../core/options.js';
import { type ExportFormatName, exportFormatNames, exportFormats } from '../../exports/formats.js';
import { type FormatsByExtension, formatOfName } from '../../files/format-of-name.js';
import { analysisOptions } from './analysis-options.js';

/** What an analysis measures, and how it is written. */
export const analysisFileOptions = optionTable({
  format: {
    type: 'choice',
    choices: ANALYSIS_TEXT_FORMATS,
    summary: "form of the analysis; default: the output name's extension, ndjson for standard output",
  },
  exports: {
    type: 'list',
    choices: exportFormatNames,
    summary: 'write for editors too, beside the analysis',
  },
  ...analysisOptions,
});

const extensions: FormatsByExtension<AnalysisTextFormat> = {
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.csv': 'csv',
};

/** An analysis that is written in the same pass as a video. */
export interface AnalysisFile extends OptionInput<typeof analysisFileOptions> {
  readonly path: string;
}

/** {@link AnalysisFile}, checked and complete. */
export type AnalysisFileValues = OptionValues<typeof analysisFileOptions> & Pick<AnalysisFile, 'path'>;

/** An analysis is written to these places. */
export interface AnalysisTarget {
  /** A file, or `-` for standard output. */
  readonly path: string;
  readonly format: AnalysisTextFormat;
  /** Formats for editors, and the path of each. */
  readonly exports: readonly { readonly format: ExportFormatName; readonly path: string }[];
  readonly force: boolean;
}

/**
 * Where an analysis and its exports go.
 *
 * Exports are named as the analysis is, so that another one of the same clip has its own; after the clip where the
 * analysis goes to standard output.
 *
 * @param input - the clip.
 * @throws {OptionError} for a name that tells no format.
 */
export function targetOf(
  input: string,
  { path, exports = [], format: given }: AnalysisFileValues,
  force: boolean,
): AnalysisTarget {
  const named = path === '-' ? undefined : formatOfName(path, extensions);
  const format = given ?? (path === '-' ? 'ndjson' : named);
  if (named !== undefined && format !== named) {
    throw OptionError.of('format', `expected ${named} for "${path}", got ${format}`);
  }
  if (format === undefined) {
    const known = Object.keys(extensions).join(', ');
    throw OptionError.of('output', `expected a format, or a name that ends in one of ${known}, got "${path}"`);
  }
  const folder = path === '-' ? (input === '-' ? '.' : dirname(input)) : dirname(path);
  const clip = input === '-' ? 'stdin' : basename(input, extname(input));
  const stem = path === '-' ? clip : basename(path, extname(path)).replace(/\.analysis$/, '');
  return {
    path,
    format,
    force,
    exports: [...new Set(exports)].map((name) => ({
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
