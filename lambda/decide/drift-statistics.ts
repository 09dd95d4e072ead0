import type { DriftStatistics } from '../../lib/contract';
import {
  chiSquareHomogeneity,
  hellingerDistance,
  jensenShannonDistance,
  kolmogorovSmirnovInterval,
  kolmogorovSmirnovTest,
  totalVariationDistance,
} from '../stats';
import type { FieldJudgement } from './drift-judge';
import { isNumber, isNumericCounts } from './monitored-field';

/** All statistics of one field for the report. Beyond PSI and W they inform; the verdict does not read them. */
export function driftStatistics({ field, counts, distribution }: FieldJudgement): DriftStatistics {
  if (distribution === undefined) return {};
  const { referenceGroups, currentGroups, reference, current, psi, wasserstein } = distribution;
  const common = {
    psi,
    jensenShannon: jensenShannonDistance(referenceGroups, currentGroups).statistic,
    hellinger: hellingerDistance(referenceGroups, currentGroups).statistic,
    totalVariation: totalVariationDistance(referenceGroups, currentGroups).statistic,
  };
  if (isNumber(field) && isNumericCounts(counts) && wasserstein !== undefined) {
    const { lower, upper } = kolmogorovSmirnovInterval(field.reference.cells, field.reference.counts, counts);
    const { pValue } = kolmogorovSmirnovTest(lower, reference, current);
    const { statistic, normalized, meanShift } = wasserstein;
    return { ...common, ks: { lower, upper, pValue }, wasserstein: { lowerBound: statistic, normalized, meanShift } };
  }
  const { statistic, degreesOfFreedom, pValue } = chiSquareHomogeneity(referenceGroups, currentGroups);
  return { ...common, chiSquare: { statistic, df: degreesOfFreedom, pValue } };
}
