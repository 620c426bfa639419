import { type Evaluation, type Metric, metrics } from './evaluation.js';

/** The figures of an evaluation that some method has. */
function measuredMetrics({ methods }: Evaluation): readonly Metric[] {
  return metrics.filter(({ name }) => methods.some(({ figures }) => figures[name] !== undefined));
}

/** Writes an evaluation as a table for people: a line a method, intervals below, then what the comparisons found. */
export function evaluationTable(evaluation: Evaluation): string {
  const columns = measuredMetrics(evaluation);
  const rows = evaluation.methods.flatMap(({ name, figures, items }) => {
    const values = [name, String(items.length), ...columns.map((metric) => show(figures[metric.name]?.value))];
    return items.length > 1 ? [values, ['', '', ...columns.map((metric) => half(figures[metric.name]))]] : [values];
  });
  const lines = [
    ['method', 'n', ...columns.map(({ name, better }) => (better === 'lower' ? `${name} ↓` : name))],
    ...rows,
  ];
  const widths = lines[0]!.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  const table = lines.map((line) =>
    line
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
  const words = [
    ...(evaluation.methods.some(({ items }) => items.length === 1) ? [oneItem(evaluation)] : []),
    ...evaluation.comparisons.map((comparison) => comparison.words),
  ];
  return `${[...table, ...(words.length > 0 ? ['', ...words] : [])].join('\n')}\n`;
}

/** Writes the scores of each item as a table: of a sequence or a picture, a line for each method. */
export function itemTable({ methods }: Evaluation): string {
  const columns = metrics.filter(({ name }) =>
    methods.some(({ items }) => items.some(({ scores }) => Number.isFinite(scores[name]))),
  );
  const lines = [
    ['method', 'item', 'frames', ...columns.map(({ name }) => name)],
    ...methods.flatMap(({ name, items }) =>
      items.map((item) => [
        name,
        item.name,
        String(item.frames ?? ''),
        ...columns.map((metric) => show(item.scores[metric.name])),
      ]),
    ),
  ];
  const widths = lines[0]!.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  const text = lines.map((line) =>
    line
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
  return `${text.join('\n')}\n`;
}

/** Writes the scores of each item as CSV: a line for each method and item. */
export function evaluationCsv({ methods }: Evaluation): string {
  const columns = metrics.filter(({ name }) =>
    methods.some(({ items }) => items.some(({ scores }) => Number.isFinite(scores[name]))),
  );
  const quote = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = methods.flatMap(({ name, items }) =>
    items.map((item) => [
      quote(name),
      quote(item.name),
      String(item.frames ?? ''),
      ...columns.map((metric) => {
        const value = item.scores[metric.name];
        return Number.isFinite(value) ? String(Number(value!.toPrecision(7))) : '';
      }),
    ]),
  );
  return `${[['method', 'item', 'frames', ...columns.map(({ name }) => name)], ...lines].map((line) => line.join(',')).join('\n')}\n`;
}

/** Writes the figures as a LaTeX table (package `booktabs`), the best of each column in bold. */
export function evaluationLatex(evaluation: Evaluation): string {
  const columns = measuredMetrics(evaluation);
  const arrow = ({ better }: Metric) => (better === 'higher' ? '$\\uparrow$' : '$\\downarrow$');
  const plain = (text: string) => text.replaceAll(/[\\&%$#_{}~^]/g, (letter) => escapes[letter] ?? `\\${letter}`);
  const best = columns.map(({ name, better }) => {
    const shown = evaluation.methods.flatMap(({ figures }) => figures[name]?.value.toFixed(3) ?? []).map(Number);
    return better === 'higher' ? Math.max(...shown) : Math.min(...shown);
  });
  const rows = evaluation.methods.map(({ name, figures }) => {
    const cells = columns.map((metric, i) => {
      const text = show(figures[metric.name]?.value);
      return Number(text) === best[i] ? `\\textbf{${text}}` : text;
    });
    return `${[plain(name), ...cells].join(' & ')} \\\\`;
  });
  return [
    `\\begin{tabular}{l${'r'.repeat(columns.length)}}`,
    '\\toprule',
    `${['Method', ...columns.map((metric) => `${metric.name} ${arrow(metric)}`)].join(' & ')} \\\\`,
    '\\midrule',
    ...rows,
    '\\bottomrule',
    '\\end{tabular}\n',
  ].join('\n');
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};

function show(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? '' : value.toFixed(3);
}

/** Says once what one picture cannot tell. */
function oneItem({ methods }: Evaluation): string {
  const what = methods.some(({ items }) => items.some(({ frames }) => frames !== undefined)) ? 'sequence' : 'picture';
  return `One ${what} allows no interval${methods.length > 1 ? ', and no test of whether methods differ' : ''}.`;
}

/** Half the width of an interval. */
function half(estimate: { readonly low: number; readonly high: number } | undefined): string {
  return estimate === undefined ? '' : `±${show((estimate.high - estimate.low) / 2)}`;
}
