import type { MonitoredField } from '../../decide';
import type { DriftColumn } from '../drift-columns';
import { type BaselineColumn, type BaselineDocument, isNumericColumn } from './baseline-document';

/** A column as the judge reads it. */
export function monitoredField(
  column: BaselineColumn,
  document: Pick<BaselineDocument, 'featureSchema'>,
  importance?: number,
): MonitoredField {
  const { features, outputs } = document.featureSchema;
  const { unit, sensitive } = [...features, ...outputs].find(({ name }) => name === column.name) ?? {};
  const { name, role, unrest99 } = column;
  const common = { name, role, unit, sensitive, unrest99, importance };
  if (isNumericColumn(column)) {
    const { cells, counts, standardDeviation, kind } = column;
    return { ...common, kind, reference: { cells, counts, standardDeviation } };
  }
  return { ...common, kind: column.kind, reference: { vocabulary: column.vocabulary, counts: column.counts } };
}

/** A column as a sketch counts it. */
export function driftColumn(column: BaselineColumn): DriftColumn {
  return isNumericColumn(column)
    ? { name: column.name, kind: column.kind, cells: column.cells }
    : { name: column.name, kind: column.kind, vocabulary: column.vocabulary };
}
