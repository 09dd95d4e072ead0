import type { MonitoredField } from '../../lambda/decide';
import { NumericCounter } from '../../lambda/drift/numeric-counter';
import type { NumericCells, RandomSource } from '../../lambda/stats';
import { type CategoryPopulation, type Drift, drawNumber, type NumberPopulation, type Population } from './populations';

const CELLS = 200;

/** 200 equal-mass cells of sorted values: a value that alone fills a cell becomes an atom. */
export function equalMassCells(sorted: Float64Array): NumericCells {
  const n = sorted.length;
  const cuts = Array.from(
    { length: CELLS + 1 },
    (_, cut) => sorted[Math.min(n - 1, Math.round((cut * n) / CELLS))] as number,
  );
  const lower: number[] = [];
  const upper: number[] = [];
  const push = (from: number, to: number) => {
    lower.push(from);
    upper.push(to);
  };
  cuts.forEach((cut, index) => {
    const next = cuts[index + 1];
    const isAtom = cut === next && cut !== cuts[index - 1];
    if (isAtom) push(cut, cut);
    if (next !== undefined && next > cut) push(cut, next);
  });
  return { lower, upper };
}

export function drawNumbers(
  population: NumberPopulation,
  drift: Drift,
  rows: number,
  random: RandomSource,
): Float64Array {
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) values[row] = drawNumber(population, drift, random);
  return values;
}

/** Counts of rows by category, drawn by a table of running totals. */
export function drawCategories(population: CategoryPopulation, rows: number, random: RandomSource): number[] {
  const counts = new Array<number>(population.shares.length).fill(0);
  for (let row = 0; row < rows; row += 1) {
    let uniform = random.nextUniform();
    let category = 0;
    while (category < counts.length - 1 && uniform >= (population.shares[category] as number)) {
      uniform -= population.shares[category] as number;
      category += 1;
    }
    counts[category] = (counts[category] as number) + 1;
  }
  return counts;
}

/** What a baseline of so many fresh rows knows about a population. */
export function drawReference(population: Population, rows: number, random: RandomSource): MonitoredField {
  const { name, kind } = population;
  if (kind === 'category') {
    // A category that no row of the reference has is unseen later, as it would be in production.
    const all = drawCategories(population as CategoryPopulation, rows, random);
    const vocabulary = all.flatMap((count, index) => (count > 0 ? [`c${index}`] : []));
    const counts = { counts: all.filter((count) => count > 0), unseen: 0, nulls: 0, invalid: 0 };
    return { name, kind, role: 'feature', reference: { vocabulary, counts } };
  }
  const values = drawNumbers(population as NumberPopulation, { kind: 'none' }, rows, random);
  const cells = equalMassCells(values.slice().sort());
  const counter = new NumericCounter(cells);
  counter.accept(values, rows);
  const mean = values.reduce((sum, value) => sum + value, 0) / rows;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows;
  return {
    name,
    kind: kind as 'number' | 'integer',
    role: 'feature',
    reference: { cells, counts: counter.toCounts(), standardDeviation: Math.sqrt(variance) },
  };
}
