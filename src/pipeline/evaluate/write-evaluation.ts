import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Evaluation } from '../../evaluation/evaluation.js';
import { barsPlot, curvesPlot } from '../../evaluation/evaluation-plots.js';
import { evaluationCsv, evaluationLatex, evaluationTable, itemTable } from '../../evaluation/evaluation-text.js';
import { checkOutput, prepareOutput } from '../../files/output-file.js';
import { rasterize } from '../../images/rasterize.js';
import type { EvaluationReport } from './evaluate.js';

/** Matches the names of the files of an evaluation. */
const fileNames = /^(table\.(txt|tex)|items\.csv|evaluation\.json|(curves|f-measure|sheet)\.(svg|png))$/;

/**
 * Checks that a folder for an evaluation may be written, before hours of work.
 *
 * @throws {OptionError} as {@link writeEvaluation} does.
 */
export async function checkEvaluationOutput(path: string, force = false): Promise<void> {
  await checkOutput({ path, input: undefined, folder: fileNames, force });
}

/**
 * Writes all that an evaluation found into a folder, which appears when it is complete: `table.txt`, `table.tex`,
 * `items.csv`, `evaluation.json`, and as SVG and PNG `curves`, `f-measure` and `sheet`, where there is something to draw.
 *
 * @throws {OptionError} for a folder that holds something, unless `force` is set, and for one that cannot be written to.
 */
export async function writeEvaluation(
  report: EvaluationReport,
  path: string,
  { force = false }: { readonly force?: boolean } = {},
): Promise<readonly string[]> {
  const hasCurves = report.methods.some(({ curve }) => curve !== undefined);
  const pictures: Readonly<Record<string, string | undefined>> = {
    curves: hasCurves ? curvesPlot(report) : undefined,
    'f-measure': hasCurves ? barsPlot(report) : undefined,
    sheet: report.sheet,
  };
  const files: Record<string, string | Uint8Array> = {
    'table.txt': `${evaluationTable(report)}\n${itemTable(report)}`,
    'table.tex': evaluationLatex(report),
    'items.csv': evaluationCsv(report),
    'evaluation.json': evaluationJson(report),
  };
  for (const [name, svg] of Object.entries(pictures)) {
    if (svg === undefined) continue;
    files[`${name}.svg`] = svg;
    files[`${name}.png`] = await rasterize(svg);
  }
  const folder = await prepareOutput({ path, input: undefined, folder: fileNames, force });
  try {
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder.temporary, name), content);
    await folder.commit();
  } catch (error) {
    await folder.discard();
    throw error;
  }
  return Object.keys(files).map((name) => join(path, name));
}

/** Writes an evaluation as JSON; the curves of single items are left out. */
export function evaluationJson({ methods, ...others }: Evaluation & { readonly sheet?: unknown }): string {
  const { sheet: _, ...rest } = others;
  const shortened = methods.map((method) => ({
    ...method,
    items: method.items.map(({ curve: __, ...item }) => item),
  }));
  const round = (___: string, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toFixed(6)) : value;
  return `${JSON.stringify({ methods: shortened, ...rest }, round, 1)}\n`;
}
