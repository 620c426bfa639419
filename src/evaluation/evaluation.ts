import { fOfCurve } from './f-measure.js';
import { bootstrap, type Estimate, holm, pairedDifference, type Sample } from './resampling.js';

/** The scores of one picture or sequence. */
export interface ItemScores {
  readonly name: string;
  /** By the names of {@link metrics}; those that were not measured are absent. */
  readonly scores: Readonly<Record<string, number>>;
  /** Precision, then recall, at 256 falling thresholds each; absent without masks. */
  readonly curve?: Float32Array;
  /** Frames of a sequence. */
  readonly frames?: number;
}

/** A figure that methods are compared by. */
export interface Metric {
  readonly name: string;
  /** Tells whether more of it is better, or less. */
  readonly better: 'higher' | 'lower';
  readonly summary: string;
}

/** All figures, in the order of tables. */
export const metrics: readonly Metric[] = [
  { name: 'maxF', better: 'higher', summary: 'best F (β² = 0.3) over 256 thresholds, of the mean curve' },
  { name: 'meanF', better: 'higher', summary: 'mean F over the thresholds' },
  { name: 'adpF', better: 'higher', summary: 'F at a threshold of twice the mean' },
  { name: 'weightedF', better: 'higher', summary: 'F with errors weighted by where they are' },
  { name: 'S', better: 'higher', summary: 'S-measure: likeness of structure' },
  { name: 'E', better: 'higher', summary: 'E-measure, mean over the thresholds' },
  { name: 'MAE', better: 'lower', summary: 'mean absolute error' },
  { name: 'flicker', better: 'lower', summary: 'change beyond motion, in levels of 255' },
  { name: 'boxP', better: 'higher', summary: 'precision of the fitted rectangle' },
  { name: 'boxR', better: 'higher', summary: 'recall of the fitted rectangle' },
  { name: 'boxF', better: 'higher', summary: 'F of the fitted rectangle' },
  { name: 'AUC', better: 'higher', summary: 'area under the curve of hits over false alarms' },
  { name: 'sAUC', better: 'higher', summary: 'the same against fixations on other pictures' },
  { name: 'NSS', better: 'higher', summary: 'mean at the fixations, in standard deviations' },
  { name: 'CC', better: 'higher', summary: 'correlation with the density of fixations' },
  { name: 'KL', better: 'lower', summary: 'divergence from the density of fixations' },
  { name: 'SIM', better: 'higher', summary: 'what is common with the density of fixations' },
  { name: 'IoU', better: 'higher', summary: "overlap of crops with people's" },
];

/** One method on a set: its figures with their intervals, and the scores of each item. */
export interface MethodEvaluation {
  readonly name: string;
  readonly figures: Readonly<Record<string, Estimate>>;
  /** Mean precision and recall over the set, at 256 falling thresholds; absent without masks. */
  readonly curve?: { readonly precision: readonly number[]; readonly recall: readonly number[] };
  readonly items: readonly ItemScores[];
}

/** Two methods compared by one figure. */
export interface Comparison {
  readonly metric: string;
  readonly first: string;
  readonly second: string;
  /** Figure of the first minus that of the second, with its 95 % interval. */
  readonly difference: Estimate;
  /** Of the paired permutation test, raised for all pairs that are compared by this figure. */
  readonly p: number;
  /** The finding in a sentence; a difference that is chance is called so. */
  readonly words: string;
}

/** Methods on a set of pictures or sequences. */
export interface Evaluation {
  readonly methods: readonly MethodEvaluation[];
  readonly comparisons: readonly Comparison[];
}

/**
 * Makes figures of scores: means over the items, intervals by the bootstrap, and for each pair of methods whether they
 * differ by more than chance. Items of different methods are paired by their names; two methods that share one item
 * alone are not compared, since one allows no test.
 *
 * @param rounds - sets that are drawn for an interval or a test. Default: 1000.
 */
export function evaluateScores(
  methods: readonly { readonly name: string; readonly items: readonly ItemScores[] }[],
  rounds = 1000,
): Evaluation {
  const measured = metrics.filter(({ name }) => methods.some(({ items }) => items.some((item) => has(item, name))));
  const evaluated = methods.map(({ name, items }) => ({
    name,
    figures: Object.fromEntries(
      measured.map((metric) => {
        const rows = items.filter((item) => has(item, metric.name));
        return [metric.name, bootstrap(sampleOf(rows, metric.name), rounds)];
      }),
    ),
    ...curveOf(items),
    items,
  }));
  const pairs = methods.flatMap((first, i) => methods.slice(i + 1).map((second) => [first, second] as const));
  const comparisons = measured.flatMap((metric) => {
    const found = pairs.flatMap(([first, second]) => {
      const others = new Map(second.items.map((item) => [item.name, item]));
      const both = first.items.filter((item) => {
        const other = others.get(item.name);
        return has(item, metric.name) && other !== undefined && has(other, metric.name);
      });
      if (both.length === 1) return [];
      const partners = both.map(({ name }) => others.get(name)!);
      const compared = pairedDifference(sampleOf(both, metric.name), sampleOf(partners, metric.name), rounds);
      return [{ first: first.name, second: second.name, ...compared }];
    });
    const raised = holm(found.map(({ p }) => p));
    return found.map(({ first, second, value, low, high }, i) => {
      const difference = { value, low, high };
      const p = raised[i]!;
      return {
        metric: metric.name,
        first,
        second,
        difference,
        p,
        words: describe(metric, first, second, difference, p),
      };
    });
  });
  return { methods: evaluated, comparisons };
}

/** The share of cases in which chance alone may be called a difference. */
const SIGNIFICANT = 0.05;

function describe({ name, better }: Metric, first: string, second: string, { value, low, high }: Estimate, p: number) {
  const chance = p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
  const said = (from: number, to: number) => `95 % interval ${show(from)} to ${show(to)}, ${chance}`;
  if (p >= SIGNIFICANT)
    return `${name}: ${first} and ${second} differ by ${show(value)}, which may be chance (${said(low, high)})`;
  const wins = value > 0 === (better === 'higher');
  const [winner, loser] = wins ? [first, second] : [second, first];
  const interval = value > 0 ? said(low, high) : said(-high, -low);
  return `${name}: ${winner} is better than ${loser} by ${show(Math.abs(value))}, more than chance (${interval})`;
}

/** Writes three decimals, or what there is of a smaller number. */
function show(value: number): string {
  return value === 0 || Math.abs(value) >= 0.001 ? value.toFixed(3) : value.toPrecision(1);
}

function has({ scores, curve }: ItemScores, metric: string): boolean {
  return isOfCurve(metric) ? curve !== undefined : Number.isFinite(scores[metric]);
}

function isOfCurve(metric: string): metric is 'maxF' | 'meanF' {
  return metric === 'maxF' || metric === 'meanF';
}

function sampleOf(items: readonly ItemScores[], metric: string): Sample {
  if (!isOfCurve(metric)) {
    return {
      rows: items.map(({ scores }) => Float32Array.of(scores[metric]!)),
      figure: ([mean]) => mean ?? Number.NaN,
    };
  }
  const part = metric === 'maxF' ? 'max' : 'mean';
  return {
    rows: items.map(({ curve }) => curve!),
    figure: (means) => fOfCurve({ precision: means.subarray(0, 256), recall: means.subarray(256) })[part],
  };
}

function curveOf(items: readonly ItemScores[]): Pick<MethodEvaluation, 'curve'> {
  const curves = items.flatMap(({ curve }) => (curve === undefined ? [] : [curve]));
  if (curves.length === 0) return {};
  const means = Array.from(
    { length: 512 },
    (_, i) => curves.reduce((sum, curve) => sum + curve[i]!, 0) / curves.length,
  );
  return { curve: { precision: means.slice(0, 256), recall: means.slice(256) } };
}
