import { describe, expect, it } from 'vitest';
import { evaluateScores } from '#lib/evaluation/evaluation.js';
import { barsPlot, contactSheet, curvesPlot } from '#lib/evaluation/evaluation-plots.js';
import { evaluationCsv, evaluationLatex, evaluationTable, itemTable } from '#lib/evaluation/evaluation-text.js';
import { bootstrap, holm, pairedDifference } from '#lib/evaluation/resampling.js';
import { random } from '../helpers/scenes.js';

const mean = ([value]: Float64Array) => value!;
const rowsOf = (values: number[]) => ({ rows: values.map((value) => Float32Array.of(value)), figure: mean });

/** Scores of 40 pictures: `gain` is what the method is better by, on top of what is common to all methods. */
function method(name: string, gain: number, seed: number) {
  const [common, own] = [random(1), random(seed)];
  const items = Array.from({ length: 40 }, (_, i) => {
    const S = 0.5 + 0.3 * common() + 0.05 * own() + gain;
    const curve = new Float32Array(512);
    for (let k = 0; k < 256; k++) [curve[k], curve[256 + k]] = [S * (1 - k / 600), k / 255];
    return { name: `picture, ${i}`, scores: { S, MAE: 1 - S }, curve };
  });
  return { name, items };
}

describe('intervals and tests', () => {
  it('hold the mean and are as wide as the standard error says', () => {
    const next = random(5);
    const values = Array.from({ length: 400 }, () => next());
    const { value, low, high } = bootstrap(rowsOf(values), 1000);
    expect(value).toBeCloseTo(values.reduce((sum, one) => sum + one, 0) / 400, 6);
    expect(high - low).toBeGreaterThan(2 * 1.96 * 0.8 * (0.2887 / 20));
    expect(high - low).toBeLessThan(2 * 1.96 * 1.2 * (0.2887 / 20));
  });

  it('find a small difference that pairs show, and none where there is none', () => {
    const next = random(6);
    const values = Array.from({ length: 60 }, () => next());
    const better = values.map((value) => value + 0.02 + 0.02 * (next() - 0.5));
    expect(pairedDifference(rowsOf(better), rowsOf(values), 1000).p).toBeLessThan(0.01);
    const same = values.map((value) => value + 0.02 * (next() - 0.5));
    expect(pairedDifference(rowsOf(same), rowsOf(values), 1000).p).toBeGreaterThan(0.05);
    expect(() => pairedDifference(rowsOf([1]), rowsOf([1, 2]), 100)).toThrow(RangeError);
  });

  it('raise p-values for being several', () => {
    const raised = holm([0.01, 0.04, 0.03]);
    expect(raised[0]).toBeCloseTo(0.03, 12);
    expect(raised[1]).toBeCloseTo(0.06, 12);
    expect(raised[2]).toBeCloseTo(0.06, 12);
  });
});

describe('an evaluation', () => {
  const evaluation = evaluateScores([method('new', 0.05, 2), method('old', 0, 3), method('old_again', 0, 4)], 400);
  const words = (first: string, second: string, metric: string) =>
    evaluation.comparisons.find((one) => one.first === first && one.second === second && one.metric === metric)!.words;

  it('calls a difference that is chance so, and one that is not by its winner', () => {
    expect(words('new', 'old', 'S')).toMatch(/^S: new is better than old by 0\.0\d+, more than chance/);
    expect(words('new', 'old', 'MAE')).toMatch(/^MAE: new is better than old by 0\.0/);
    expect(words('old', 'old_again', 'S')).toMatch(/which may be chance/);
    expect(words('new', 'old', 'maxF')).toMatch(/new is better than old/);
  });

  it('pairs items by name: a method without some of them is compared on the others', () => {
    const { name, items } = method('some', 0.05, 2);
    const { comparisons } = evaluateScores([{ name, items: items.slice(20).reverse() }, method('old', 0, 3)], 200);
    expect(comparisons.find(({ metric }) => metric === 'S')!.difference.value).toBeCloseTo(0.05, 1);
  });

  it('says once that one picture allows no interval, and calls nothing chance', () => {
    const [one, other] = [method('one', 0.1, 2), method('other', 0, 3)].map(({ name, items }) => ({
      name,
      items: items.slice(0, 1),
    }));
    const table = evaluationTable(evaluateScores([one!, other!], 100));
    expect(table).not.toMatch(/chance|±/);
    expect(table.match(/One picture allows no interval, and no test of whether methods differ\./g)).toHaveLength(1);
    expect(table.trimEnd().split('\n')).toHaveLength(5);
    expect(evaluationTable(evaluateScores([one!], 100))).toMatch(/^One picture allows no interval\.$/m);
  });

  it('is written as a table, as CSV and as LaTeX', () => {
    expect(evaluationTable(evaluation).split('\n')[0]).toMatch(/^method +n +maxF +meanF +S +MAE ↓$/);
    expect(itemTable(evaluation).split('\n')).toHaveLength(1 + 3 * 40 + 1);
    const [head, first] = evaluationCsv(evaluation).split('\n');
    expect(head).toBe('method,item,frames,S,MAE');
    expect(first).toMatch(/^new,"picture, 0",,0\.\d+,0\.\d+$/);
    const latex = evaluationLatex(evaluation);
    expect(latex).toContain('old\\_again & ');
    expect(latex).toMatch(/^new & \\textbf\{0/m);
    expect(latex).not.toMatch(/^old & \\textbf/m);
  });

  it('is drawn: a curve and bars for each method, names escaped', () => {
    const curves = curvesPlot(evaluation);
    expect(curves.match(/<polyline [^>]*stroke-width="2"/g)).toHaveLength(3);
    expect(barsPlot(evaluation).match(/<rect [^>]*fill-opacity/g)).toHaveLength(3 * 2 + 3);
    const sheet = contactSheet(['a < b'], [{ heading: 'best', pictures: [{ href: 'data:,', width: 10, height: 10 }] }]);
    expect(sheet).toContain('a &lt; b');
    expect(sheet).toContain('<image ');
  });
});
