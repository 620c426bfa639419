import { extname } from 'node:path';
import { readAnalysis } from '../../analysis/record/read-analysis.js';
import { OptionError } from '../../core/errors.js';
import { type OptionInput, optionTable, resolveOptions } from '../../core/options.js';
import { exportWarnings } from '../../exports/edit.js';
import { type ExportFormatName, exportFormatNames, exportFormats } from '../../exports/formats.js';
import { overwriteOptions } from '../../files/overwrite-options.js';
import { readStream, readWhole } from '../../files/read-file.js';
import { checkTextOutput, writeText } from '../../files/text-output.js';

/** What an analysis is turned into. */
export const exportOptions = optionTable({
  format: {
    type: 'choice',
    choices: exportFormatNames,
    summary: "format; default: what the output's extension stands for",
  },
  ...overwriteOptions,
});

/** Options of {@link exportAnalysis}. */
export interface ExportAnalysisOptions extends OptionInput<typeof exportOptions> {
  /** Ends the reading of the analysis; its reason is thrown. */
  readonly signal?: AbortSignal;
}

/**
 * Turns an analysis file into a format of editors, players or FFmpeg; `exportFormats` lists them.
 *
 * @param input - a file that `saliency analyze` wrote as JSON, or `-` for standard input.
 * @param output - a file, or `-` for standard output.
 * @returns what the user should know of it.
 * @throws {OptionError} for a format or an output that cannot be used; `InputError` for a file that is no analysis.
 */
export async function exportAnalysis(
  input: string,
  output: string,
  options: ExportAnalysisOptions = {},
): Promise<{ readonly warnings: readonly string[] }> {
  const { signal, ...given } = options;
  const { format = exportFormatOf(output), force } = resolveOptions(exportOptions, given);
  checkName(output, format);
  const target = { input: input === '-' ? undefined : input, force };
  await checkTextOutput(output, target);
  const analysis = readAnalysis(await readInput(input, signal), input === '-' ? 'standard input' : input);
  await writeText(output, exportFormats[format].write(analysis), target);
  return { warnings: exportWarnings(analysis) };
}

/** The longest analysis that is read: texts of twice this length are more than the engine holds. */
const maxBytes = 1 << 28;

async function readInput(path: string, signal: AbortSignal | undefined): Promise<string> {
  const bytes =
    path === '-'
      ? await readStream(process.stdin, 'standard input', { maxBytes, signal })
      : await readWhole(path, { maxBytes, signal });
  return bytes.toString('utf8');
}

/** @throws {OptionError} for a name with the extension of other formats. */
function checkName(path: string, format: ExportFormatName): void {
  const extension = extname(path).toLowerCase().slice(1);
  const taken = Object.values(exportFormats).some((other) => other.extension === extension);
  if (taken && exportFormats[format].extension !== extension) {
    throw OptionError.of('format', `expected one with the extension of "${path}", got ${format}`);
  }
}

/** The format that an extension is the name of, else the only one with that extension. */
function exportFormatOf(path: string): ExportFormatName {
  const names = exportFormatNames;
  const extension = extname(path).toLowerCase().slice(1);
  const namesake = names.find((name) => name === extension);
  if (namesake !== undefined) return namesake;
  const found = names.filter((name) => exportFormats[name].extension === extension);
  if (found.length === 1) return found[0]!;
  const candidates = (found.length > 0 ? found : names).join(', ');
  throw OptionError.of('format', `expected one of ${candidates}, since "${path}" does not tell`);
}
