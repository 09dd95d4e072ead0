import type { FeatureSchemaDocument, FieldDocument, FieldKind } from '../../lib/contract';
import { BOOLEAN_VOCABULARY } from './cell';
import { compilePointer, type RowPointer } from './json-pointer';
import { SchemaMisfitError } from './schema-misfit-error';
import { sensitiveNames } from './sensitive-name';
import { Vocabulary } from './vocabulary';

export type PayloadFormat = 'csv' | 'json';

/** One column that is read. */
export interface PlannedColumn {
  readonly name: string;
  readonly side: 'feature' | 'output';
  readonly kind: FieldKind;
  readonly segment: boolean;
  /** 0-based cell of a CSV row. */
  readonly position?: number;
  readonly pointer?: RowPointer;
  /** Set for categories and booleans. Without a baseline it is empty, and every category is an unseen one. */
  readonly vocabulary?: Vocabulary;
}

/** One side of a line: the request or the response. */
export interface SidePlan {
  readonly format: PayloadFormat;
  readonly columns: readonly PlannedColumn[];
  /** Index of this side's first column in a batch. */
  readonly offset: number;
  /** Cells of a CSV row: one more than the largest position. */
  readonly width: number;
}

/** A FeatureSchema made ready for reading. Columns of a batch: the features, then the outputs. */
export interface ColumnPlan {
  readonly input: SidePlan;
  readonly output: SidePlan;
  readonly columns: readonly PlannedColumn[];
  /** Whether any field is sensitive, so that nothing of a line may be quoted. */
  readonly sensitive: boolean;
}

/** Categories by column name, in the order they are counted; of sensitive fields their digests. */
export type Vocabularies = ReadonlyMap<string, readonly string[]>;

/**
 * @param vocabularies the baseline's; without one every category counts as unseen.
 * @throws SchemaMisfitError naming every field that cannot be read.
 */
export function planColumns(schema: FeatureSchemaDocument, vocabularies: Vocabularies = new Map()): ColumnPlan {
  const misfits: string[] = [];
  const input = planSide('feature', schema.inputContentType, schema.features, 0, vocabularies, misfits);
  const output = planSide(
    'output',
    schema.outputContentType,
    schema.outputs,
    schema.features.length,
    vocabularies,
    misfits,
  );
  const fields = [...schema.features, ...schema.outputs];
  if (schema.features.length === 0) misfits.push('features is empty: name at least one field of the request');
  const names = new Set<string>();
  for (const { name } of fields) {
    if (names.has(name)) misfits.push(`'${name}' names two fields: give each its own name`);
    names.add(name);
  }
  if (misfits.length > 0) throw new SchemaMisfitError(misfits);
  return {
    input,
    output,
    columns: [...input.columns, ...output.columns],
    sensitive: fields.some((field) => field.sensitive === true),
  };
}

function planSide(
  side: 'feature' | 'output',
  contentType: string,
  fields: readonly FieldDocument[],
  offset: number,
  vocabularies: Vocabularies,
  misfits: string[],
): SidePlan {
  const format: PayloadFormat = contentType === 'text/csv' ? 'csv' : 'json';
  const columns = fields.map((field) => planColumn(side, format, field, vocabularies, misfits));
  checkSide(format, columns, misfits);
  const width = 1 + Math.max(-1, ...columns.map((column) => column.position ?? -1));
  return { format, columns, offset, width };
}

function planColumn(
  side: 'feature' | 'output',
  format: PayloadFormat,
  field: FieldDocument,
  vocabularies: Vocabularies,
  misfits: string[],
): PlannedColumn {
  const { name, kind } = field;
  const common = { name, side, kind, segment: field.segment === true };
  const vocabulary =
    kind === 'category'
      ? new Vocabulary(vocabularies.get(name) ?? [], false, field.sensitive ? sensitiveNames(name) : undefined)
      : kind === 'boolean'
        ? new Vocabulary(BOOLEAN_VOCABULARY, true)
        : undefined;
  if (format === 'csv') {
    const fits = Number.isInteger(field.position) && (field.position as number) >= 0;
    if (!fits) misfits.push(`${side} '${name}' has no position, and CSV fields are found by position: give its column`);
    return { ...common, position: field.position, vocabulary };
  }
  const pointer = field.pointer === undefined ? undefined : compilePointer(field.pointer);
  if (pointer === undefined) {
    misfits.push(
      `${side} '${name}' has ${field.pointer === undefined ? 'no pointer' : `the pointer '${field.pointer}'`}, and JSON ` +
        'fields are found by a JSON Pointer such as /instances/*/age with at most one *: give its pointer',
    );
  }
  return { ...common, pointer, vocabulary };
}

function checkSide(format: PayloadFormat, columns: readonly PlannedColumn[], misfits: string[]): void {
  const taken = new Map<number, string>();
  for (const { name, position } of format === 'csv' ? columns : []) {
    if (position === undefined) continue;
    const other = taken.get(position);
    if (other !== undefined) misfits.push(`'${name}' and '${other}' both have position ${position}: give each its own`);
    taken.set(position, name);
  }
  const axes = new Set(
    columns.flatMap(({ pointer }) =>
      pointer?.axis === undefined ? [] : [pointer.axis.map(({ key }) => key).join('/')],
    ),
  );
  if (axes.size > 1) {
    misfits.push(
      `the pointers have several row axes (${[...axes].map((axis) => `/${axis}/*`).join(', ')}): rows are joined along ` +
        'one, so let every * stand at the same place',
    );
  }
}
