import type { FieldKind } from '../../lib/contract';
import {
  type CategoryCounts,
  categoryGroups,
  categoryRows,
  countsByCategoryGroup,
  countsByGroup,
  equalMassGroups,
  groupNullShape,
  type NullShape,
  type NumericCounts,
  numericNullShape,
  numericRows,
  populationStabilityIndex,
  type WassersteinLowerBound,
  wassersteinLowerBound,
} from '../stats';
import { type FieldCounts, isNumber, isNumericCounts, type MonitoredField } from './monitored-field';

/** How far a field's distribution moved, before anything is said about chance. */
export interface DistributionEffect {
  /** Rows with a usable value. */
  readonly reference: number;
  readonly current: number;
  /** Rows by group of the population stability index. */
  readonly referenceGroups: readonly number[];
  readonly currentGroups: readonly number[];
  readonly psi: number;
  readonly wasserstein?: WassersteinLowerBound;
}

/** Measures one field of any number of windows; what depends only on the baseline is computed once. */
export interface DistributionMeter {
  readonly nullShape: NullShape;
  /** Rows of the baseline with a usable value. */
  readonly referenceRows: number;
  /** @returns undefined where the window has no usable value. */
  measure(counts: FieldCounts): DistributionEffect | undefined;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function misfit(name: string, kind: FieldKind): RangeError {
  return new RangeError(`${name} is a ${kind} in the baseline, but was counted in other cells; sketch it again`);
}

function effect(
  referenceGroups: readonly number[],
  currentGroups: readonly number[],
  wasserstein?: () => WassersteinLowerBound,
): DistributionEffect | undefined {
  const [reference, current] = [sum(referenceGroups), sum(currentGroups)];
  if (reference === 0 || current === 0) return undefined;
  const psi = populationStabilityIndex(referenceGroups, currentGroups).statistic;
  return { reference, current, referenceGroups, currentGroups, psi, wasserstein: wasserstein?.() };
}

/** @returns the baseline's rows with a usable value. */
function checkReference(field: MonitoredField): number {
  const { reference, name } = field;
  const remedy = 'leave it out of the schema, or create the baseline from data that varies within finite bounds';
  const rows = isNumericCounts(reference.counts) ? numericRows(reference.counts) : categoryRows(reference.counts);
  if (rows === 0) throw new RangeError(`${name} has no usable value in the baseline; ${remedy}`);
  if (isNumber(field)) {
    const { cells, standardDeviation } = field.reference;
    const range = (cells.upper[cells.upper.length - 1] ?? 0) - (cells.lower[0] ?? 0);
    const usable = standardDeviation > 0 && Number.isFinite(standardDeviation) && Number.isFinite(range);
    const found = `standard deviation ${standardDeviation} and range ${range}`;
    if (!usable) throw new RangeError(`${name} has ${found} in the baseline; ${remedy}`);
  }
  return rows;
}

/** @throws RangeError where the baseline has no usable value of the field, or only one and the same. */
export function distributionMeter(field: MonitoredField): DistributionMeter {
  const referenceRows = checkReference(field);
  if (isNumber(field)) {
    const { cells, counts: reference, standardDeviation } = field.reference;
    const starts = equalMassGroups(reference.counts);
    const grouped = (counts: NumericCounts) =>
      countsByGroup(counts.counts, starts, { below: counts.underflow, above: counts.overflow });
    const referenceGroups = grouped(reference);
    return {
      nullShape: numericNullShape(field.reference),
      referenceRows,
      measure: (counts) => {
        const fits = isNumericCounts(counts) && counts.counts.length === cells.lower.length;
        if (!fits) throw misfit(field.name, field.kind);
        return effect(referenceGroups, grouped(counts), () =>
          wassersteinLowerBound(cells, reference, counts, standardDeviation),
        );
      },
    };
  }
  const groups = categoryGroups(field.reference.counts);
  const common = groups.reference.slice(0, -1);
  const rare = groups.reference[groups.reference.length - 1] ?? 0;
  return {
    nullShape: groupNullShape(rare > 0 ? groups.reference : common),
    referenceRows,
    measure: (counts) => {
      if (isNumericCounts(counts) || counts.counts.length !== field.reference.vocabulary.length) {
        throw misfit(field.name, field.kind);
      }
      const current = countsByCategoryGroup(groups, counts as CategoryCounts);
      // A group that neither side ever fills would only add noise.
      const filled = rare > 0 || (current[current.length - 1] ?? 0) > 0;
      return filled ? effect(groups.reference, current) : effect(common, current.slice(0, -1));
    },
  };
}
