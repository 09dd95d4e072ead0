import { type ColumnPlan, planColumns } from '../capture/column-plan';
import { type BaselineDocument, isNumericColumn } from './baseline/baseline-document';
import { countedVocabulary, driftColumn } from './baseline/monitored-fields';
import type { DriftColumn } from './drift-columns';

/** A baseline made ready for reading and counting traffic. Make it once and keep it: it does not change. */
export interface PreparedBaseline {
  readonly document: BaselineDocument;
  /** How captured lines are read, with the baseline's vocabularies. */
  readonly plan: ColumnPlan;
  /** How each column of the plan is counted; undefined for an output that the reference did not have. */
  readonly columns: readonly (DriftColumn | undefined)[];
  /** The columns that are counted, as sketches hold them. */
  readonly counted: readonly DriftColumn[];
}

/** @throws SchemaMisfitError where the baseline's schema cannot be read. */
export function prepareBaseline(document: BaselineDocument): PreparedBaseline {
  const known = new Map(document.columns.map((column) => [column.name, driftColumn(column)]));
  const vocabularies = new Map(
    document.columns.flatMap((column) =>
      isNumericColumn(column) ? [] : [[column.name, countedVocabulary(column, document)] as const],
    ),
  );
  const plan = planColumns(document.featureSchema, vocabularies);
  const columns = plan.columns.map(({ name }) => known.get(name));
  return { document, plan, columns, counted: columns.filter((column) => column !== undefined) };
}
