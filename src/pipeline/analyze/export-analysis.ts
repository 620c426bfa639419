import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { text } from 'node:stream/consumers';
import { readAnalysis } from '../../analysis/record/read-analysis.js';
import { InputError, OptionError } from '../../core/errors.js';
import { exportWarnings } from '../../exports/edit.js';
import { type ExportFormatName, exportFormats } from '../../exports/formats.js';
import { describeReadError } from '../../files/describe-read-error.js';
import { checkTextOutput, writeText } from '../../files/text-output.js';
import { checkExport } from './analysis-target.js';

/** Options of {@link exportAnalysis}. */
export interface ExportAnalysisOptions {
  /** Default: what the output's extension stands for. */
  readonly format?: ExportFormatName | undefined;
  /** Overwrites what exists. Default false. */
  readonly force?: boolean | undefined;
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
  const format = options.format === undefined ? formatOf(output) : checkExport(options.format);
  checkName(output, format);
  const target = { input: input === '-' ? undefined : input, force: options.force };
  await checkTextOutput(output, target);
  const analysis = readAnalysis(await readInput(input), input === '-' ? 'standard input' : input);
  await writeText(output, exportFormats[format].write(analysis), target);
  return { warnings: exportWarnings(analysis) };
}

async function readInput(path: string): Promise<string> {
  if (path === '-') return text(process.stdin);
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new InputError(`${path}: ${describeReadError(cause as NodeJS.ErrnoException)}`, { cause });
  }
}

/** @throws {OptionError} for a name with the extension of other formats. */
function checkName(path: string, format: ExportFormatName): void {
  const extension = extname(path).toLowerCase().slice(1);
  const taken = Object.values(exportFormats).some((other) => other.extension === extension);
  if (taken && exportFormats[format].extension !== extension) {
    throw new OptionError(`format: expected one with the extension of "${path}", got ${format}`);
  }
}

/** The format that an extension is the name of, else the only one with that extension. */
function formatOf(path: string): ExportFormatName {
  const names = Object.keys(exportFormats) as ExportFormatName[];
  const extension = extname(path).toLowerCase().slice(1);
  const namesake = names.find((name) => name === extension);
  if (namesake !== undefined) return namesake;
  const found = names.filter((name) => exportFormats[name].extension === extension);
  if (found.length === 1) return found[0]!;
  const candidates = (found.length > 0 ? found : names).join(', ');
  throw new OptionError(`format: expected one of ${candidates}, since "${path}" does not tell`);
}
