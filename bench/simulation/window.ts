import type { DriftJudge, FieldCounts, MonitoredField } from '../../lambda/decide';
import { NumericCounter } from '../../lambda/drift/numeric-counter';
import type { RandomSource } from '../../lambda/stats';
import { drawCategories, drawNumbers } from './binned-reference';
import type { Drift, Population } from './populations';

/** Counts of one window of one field. */
export function drawWindow(
  population: Population,
  field: MonitoredField,
  drift: Drift,
  rows: number,
  random: RandomSource,
): FieldCounts {
  if (population.kind !== 'category') {
    if (!('cells' in field.reference)) throw new Error(`${field.name} has no cells`);
    const counter = new NumericCounter(field.reference.cells);
    counter.accept(drawNumbers(population, drift, rows, random), rows);
    return counter.toCounts();
  }
  if (!('vocabulary' in field.reference)) throw new Error(`${field.name} has no vocabulary`);
  const all = drawCategories(population, rows, random);
  const counts = field.reference.vocabulary.map((category) => all[Number(category.slice(1))] ?? 0);
  const known = counts.reduce((sum, count) => sum + count, 0);
  return { counts, unseen: rows - known, nulls: 0, invalid: 0 };
}

export interface WindowOutcome {
  /** Names of the fields with a warning or worse. */
  readonly named: readonly string[];
  /** How many fields could not be judged. */
  readonly insufficient: number;
}

/** Draws and judges one window in which the fields of `drifts` moved. */
export function simulateWindow(
  populations: readonly Population[],
  fields: readonly MonitoredField[],
  judge: DriftJudge,
  drifts: ReadonlyMap<string, Drift>,
  rows: number,
  random: RandomSource,
): WindowOutcome {
  const window = new Map<string, FieldCounts>();
  populations.forEach((population, index) => {
    const drift = drifts.get(population.name) ?? { kind: 'none' };
    window.set(population.name, drawWindow(population, fields[index] as MonitoredField, drift, rows, random));
  });
  const { fields: judged } = judge.judge(window);
  return {
    named: judged.flatMap(({ field, verdict }) =>
      verdict === 'WARNING' || verdict === 'CRITICAL' ? [field.name] : [],
    ),
    insufficient: judged.filter(({ verdict }) => verdict === 'INSUFFICIENT_DATA').length,
  };
}
