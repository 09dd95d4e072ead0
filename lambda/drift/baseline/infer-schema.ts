import type { FeatureSchemaDocument, FieldDocument, FieldKind } from '../../../lib/contract';
import { booleanName, NULL, numberFromDouble, numberFromText, trimCell } from '../../capture/cell';
import { plainName } from '../../decide';
import { timeOf } from './time';

/** Version of a schema document, see `FeatureSchemaDocument`. */
const SCHEMA_VERSION = 1;

/** A column whose text differs in more than this share of the sampled rows is an identifier or free text. */
const MAX_DISTINCT_SHARE = 0.5;
const MIN_ROWS_FOR_IDENTIFIERS = 100;
/** Digits with a decimal comma, separated thousands, a currency or a percent sign. */
const SEEMING_NUMBER = /^\p{Sc}?\s?[-+]?\d[\d.,'\s]*(?:\s?[%\p{Sc}])?$/u;
const DATE_START = /^\d{4}[-/]/;

export interface InferSchemaOptions {
  /** Columns that are the model's answers. @default none */
  readonly outputs?: readonly string[];
  /** Columns that are neither: the time, the label, an id. @default none */
  readonly ignore?: readonly string[];
}

/** A schema to start from, and what a person should look at in it. */
export interface InferredSchema {
  readonly schema: FeatureSchemaDocument;
  /** Decisions that may be wrong, a sentence each. */
  readonly remarks: readonly string[];
}

/**
 * Infers a FeatureSchema from the first records of a table. Positions follow the order of the columns, those that are
 * ignored or outputs left out, as a CSV request without a header has them: check it, it cannot be known from the data.
 */
export function inferSchema(
  names: readonly string[],
  records: readonly (readonly unknown[])[],
  options: InferSchemaOptions = {},
): InferredSchema {
  const remarks: string[] = [];
  const outputs = new Set(options.outputs ?? []);
  const ignored = new Set(options.ignore ?? []);
  for (const name of [...outputs, ...ignored]) {
    if (!names.includes(name)) remarks.push(`'${plainName(name)}' is no column of the data.`);
  }
  const field = (name: string): FieldDocument[] => {
    const column = names.indexOf(name);
    const kind = inferKind(
      name,
      records.map((record) => record[column]),
      remarks,
    );
    return kind === undefined ? [] : [{ name, kind }];
  };
  const positioned = (fields: FieldDocument[]) => fields.map((entry, position) => ({ ...entry, position }));
  const features = positioned(names.filter((name) => !outputs.has(name) && !ignored.has(name)).flatMap(field));
  const answers = positioned(names.filter((name) => outputs.has(name)).flatMap(field));
  const schema: FeatureSchemaDocument = {
    schemaVersion: SCHEMA_VERSION,
    inputContentType: 'text/csv',
    outputContentType: 'text/csv',
    features,
    outputs: answers.map((entry, i) => (i === 0 ? { ...entry, primary: true } : entry)),
  };
  return { schema, remarks };
}

function inferKind(name: string, values: readonly unknown[], remarks: string[]): FieldKind | undefined {
  const quoted = `'${plainName(name)}'`;
  const present = values.filter((value) => !isMissing(value));
  if (present.length === 0) {
    remarks.push(`${quoted} is empty in the first ${values.length} rows and was left out.`);
    return undefined;
  }
  if (present.some((value) => typeof value === 'object' && !(value instanceof Date))) {
    remarks.push(`${quoted} holds lists or objects and was left out.`);
    return undefined;
  }
  const texts = present.map((value) => (typeof value === 'string' ? trimCell(value) : String(value)));
  if (present.some((value) => value instanceof Date) || texts.every(isDate)) {
    remarks.push(`${quoted} holds times and was left out; name it as the time column to learn from windows.`);
    return undefined;
  }
  if (texts.every((text) => Number.isFinite(numberOf(text)))) {
    if (texts.every((text) => text === '0' || text === '1')) {
      remarks.push(`${quoted} holds only 0 and 1: read as boolean.`);
      return 'boolean';
    }
    return texts.every((text) => Number.isInteger(numberOf(text)) && !/[.eE]/.test(text)) ? 'integer' : 'number';
  }
  if (texts.every((text) => booleanName(text) !== undefined)) return 'boolean';
  const numbers = texts.filter((text) => Number.isFinite(numberOf(text))).length;
  if (numbers > 0.8 * texts.length) {
    remarks.push(
      `${quoted} is a number in ${numbers} of ${texts.length} rows: read as number, the rest counts as invalid.`,
    );
    return 'number';
  }
  const seeming = texts.filter((text) => SEEMING_NUMBER.test(text));
  if (seeming.length > 0.8 * texts.length) {
    const example = plainName(seeming[0] ?? '');
    remarks.push(
      `${quoted} looks like numbers ('${example}') and is read as text: write them bare, with a decimal point.`,
    );
  }
  const distinct = new Set(texts).size;
  if (texts.length >= MIN_ROWS_FOR_IDENTIFIERS && distinct > MAX_DISTINCT_SHARE * texts.length) {
    remarks.push(
      `${quoted} has ${distinct} different values in ${texts.length} rows, as an identifier has, and was left out.`,
    );
    return undefined;
  }
  if (texts.some((text) => text.includes('\uFFFD'))) {
    remarks.push(`${quoted} has characters that are no UTF-8, which are all alike here: save the data as UTF-8.`);
  }
  return 'category';
}

function isMissing(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === 'number') return Number.isNaN(numberFromDouble(value, false));
  return typeof value === 'string' && Object.is(numberFromText(value, false), NULL);
}

/** Not the numbers that `timeOf` also takes: a count is no time. */
function isDate(text: string): boolean {
  return DATE_START.test(text) && !Number.isNaN(timeOf(text));
}

function numberOf(text: string): number {
  return numberFromText(text, false);
}
