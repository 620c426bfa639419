import { extname } from 'node:path';
import { readAnalysis } from '../../analysis/record/read-analysis.js';
import { OptionError } from '../../core/errors.js';
import { type OptionInput, optionTable, resolveOptions } from '../../core/options.js';
import { exportWarnings } from '../../exports/edit.js';
import { type ExportFormat, type ExportFormatName, exportFormatNames, exportFormats } from '../../exports/formats.js';
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
  timelineStart: {
    type: 'text',
    placeholder: 'timecode',
    expected: 'a timecode HH:MM:SS:FF',
    pattern: /^\d{1,2}:\d\d:\d\d[:;.]\d{2,3}$/,
    summary: "where the editor's timeline starts; default 01:00:00:00 for resolve-edl, else the clip's own timecode",
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
 * @param input - a file that `saliency analyze` wrote as JSON, or `-` for standard input; several of them for a format
 * that holds several clips (`kdenlive`).
 * @param output - a file, or `-` for standard output.
 * @returns what the user should know of it.
 * @throws {OptionError} for a format or an output that cannot be used; `InputError` for a file that is no analysis.
 */
export async function exportAnalysis(
  input: string | readonly string[],
  output: string,
  options: ExportAnalysisOptions = {},
): Promise<{ readonly warnings: readonly string[] }> {
  const { signal, ...given } = options;
  const { format = exportFormatOf(output), force, timelineStart } = resolveOptions(exportOptions, given);
  checkName(output, format);
  const { onTimeline = false, write, writeAll }: ExportFormat = exportFormats[format];
  if (timelineStart !== undefined && !onTimeline) {
    throw OptionError.of(
      'timelineStart',
      `expected a format with times of a timeline (${timelineFormats.join(', ')}), got ${format}, whose times run from the clip's first frame`,
    );
  }
  const inputs = typeof input === 'string' ? [input] : input;
  if (inputs.length !== 1 && (inputs.length === 0 || writeAll === undefined)) {
    throw new OptionError(
      `${format}: expected one analysis, got ${inputs.length}; ${manyClips.join(', ')} takes several`,
    );
  }
  if (inputs.filter((path) => path === '-').length > 1) {
    throw new OptionError('expected standard input once among the analyses, got it twice');
  }
  const files = inputs.filter((path) => path !== '-');
  for (const read of files) await checkTextOutput(output, { input: read, force });
  const target = { input: files[0], force };
  if (files.length === 0) await checkTextOutput(output, target);
  const analyses = [];
  for (const path of inputs) {
    analyses.push(readAnalysis(await readInput(path, signal), path === '-' ? 'standard input' : path));
  }
  const text = analyses.length === 1 ? write(analyses[0]!, { timelineStart }) : writeAll!(analyses);
  await writeText(output, text, target);
  return { warnings: analyses.flatMap(exportWarnings) };
}

/** Formats whose files are of several clips. */
const manyClips = exportFormatNames.filter((name) => 'writeAll' in exportFormats[name]);

/** Formats for which it matters where a timeline starts. */
const timelineFormats = exportFormatNames.filter((name) => 'onTimeline' in exportFormats[name]);

/** The longest text that is read: texts of twice this length are more than the engine holds. */
const maxBytes = 1 << 28;

/**
 * Reads a text, or standard input for `-`.
 *
 * @throws {InputError} for a file that cannot be read, or is too long.
 */
export async function readInput(path: string, signal?: AbortSignal): Promise<string> {
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
