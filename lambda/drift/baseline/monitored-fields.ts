import { sensitiveName } from '../../capture/sensitive-name';
import type { MonitoredField } from '../../decide';
import type { DriftColumn } from '../drift-columns';
import {
  type BaselineColumn,
  type BaselineDocument,
  type CategoryBaselineColumn,
  isNumericColumn,
} from './baseline-document';

/** A column as the judge reads it. */
export function monitoredField(
  column: BaselineColumn,
  document: Pick<BaselineDocument, 'featureSchema' | 'windows'>,
): MonitoredField {
  const { features, outputs } = document.featureSchema;
  const { unit, sensitive } = [...features, ...outputs].find(({ name }) => name === column.name) ?? {};
  const { name, role, unrest99, importance, nulls } = column;
  const windowRows = document.windows && Math.min(...document.windows.used.map(({ rows }) => rows));
  const common = { name, role, unit, sensitive, unrest99, windowRows, importance, nulls };
  if (isNumericColumn(column)) {
    const { cells, counts, standardDeviation, kind } = column;
    return { ...common, kind, reference: { cells, counts, standardDeviation } };
  }
  return { ...common, kind: column.kind, reference: { vocabulary: column.vocabulary, counts: column.counts } };
}

/** The names that the categories of a column are counted under: digests where the field is sensitive. */
export function countedVocabulary(
  { name, kind, vocabulary }: CategoryBaselineColumn,
  { schemaVersion, featureSchema: { features, outputs } }: Pick<BaselineDocument, 'featureSchema' | 'schemaVersion'>,
): readonly string[] {
  const plain = schemaVersion > 1 || kind === 'boolean';
  const sensitive = [...features, ...outputs].some((field) => field.name === name && field.sensitive === true);
  return plain || !sensitive ? vocabulary : vocabulary.map((category) => sensitiveName(name, category));
}

/** A column as a sketch counts it. */
export function driftColumn(column: BaselineColumn): DriftColumn {
  return isNumericColumn(column)
    ? { name: column.name, kind: column.kind, cells: column.cells }
    : { name: column.name, kind: column.kind, vocabulary: column.vocabulary };
}
