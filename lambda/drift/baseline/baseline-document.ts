import { createHash } from 'node:crypto';
import type { FeatureSchemaDocument, FeatureUnrest, FieldKind } from '../../../lib/contract';
import type { CategoryCounts, NullSummary, NumericCells, NumericCounts } from '../../stats';
import type { WindowUnit } from './time';

/**
 * Version of a baseline document. Version 1 had no null distributions, which are then simulated, no importances, and the
 * vocabularies of sensitive fields in plain text, which are then hashed when it is read.
 */
export const BASELINE_SCHEMA_VERSION = 2;

/** The versions that are read. */
export const READABLE_BASELINE_VERSIONS: readonly unknown[] = [1, BASELINE_SCHEMA_VERSION];

interface BaselineColumnBase {
  readonly name: string;
  readonly role: 'feature' | 'prediction';
  /** How far the reference's own windows move; absent where it was built without windows. */
  readonly unrest99?: FeatureUnrest;
  /** Importance to the model, any non-negative scale; absent where it is not known. */
  readonly importance?: number;
  /** What chance does to its statistics, by rows of a window; absent where it is to be simulated. */
  readonly nulls?: readonly NullSummary[];
}

export interface NumericBaselineColumn extends BaselineColumnBase {
  readonly kind: 'number' | 'integer';
  readonly cells: NumericCells;
  readonly counts: NumericCounts;
  readonly mean: number;
  /** Population standard deviation. */
  readonly standardDeviation: number;
  readonly min: number;
  readonly max: number;
  /** False where there were more distinct values than are kept: cells then have equal mass only to one bucket. */
  readonly exactCells: boolean;
}

export interface CategoryBaselineColumn extends BaselineColumnBase {
  readonly kind: 'category' | 'boolean';
  /** Most frequent first, equal ones by name; a boolean's is `false`, `true`. Of a sensitive field digests, no names. */
  readonly vocabulary: readonly string[];
  /** `unseen` are the rows of categories that are not in the vocabulary. */
  readonly counts: CategoryCounts;
}

/** A feature or an output as the reference knows it. */
export type BaselineColumn = NumericBaselineColumn | CategoryBaselineColumn;

/** The windows that the unrest was learned from. */
export interface BaselineWindows {
  readonly unit: WindowUnit;
  /** Start (ISO 8601, UTC) and rows of each window that was used. */
  readonly used: readonly { readonly start: string; readonly rows: number }[];
  /** Windows with too few rows to say anything. */
  readonly leftOut: number;
  readonly rowsWithoutTime: number;
}

export interface BaselineApproval {
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly comment?: string;
}

/** What a model's traffic is compared with. */
export interface BaselineDocument {
  readonly schemaVersion: number;
  /** SHA-256 (hex) of everything below but the approval. */
  readonly id: string;
  /** Version that people give it. */
  readonly version?: string;
  /** `training`: the data the model was trained on; `captured`: production traffic. */
  readonly source: 'training' | 'captured';
  /** ISO 8601, UTC; passed in. */
  readonly createdAt: string;
  readonly data: { readonly sha256: string; readonly rows: number; readonly description?: string };
  readonly featureSchema: FeatureSchemaDocument;
  readonly columns: readonly BaselineColumn[];
  readonly windows?: BaselineWindows;
  readonly approval?: BaselineApproval;
}

/** The id that a document must have. */
export function baselineId(document: Omit<BaselineDocument, 'id'>): string {
  const { id: _id, approval: _approval, ...content } = document as BaselineDocument;
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

/** Whether a column is counted on the number line. */
export function isNumericColumn(column: BaselineColumn): column is NumericBaselineColumn {
  const kind: FieldKind = column.kind;
  return kind === 'number' || kind === 'integer';
}

/** Adds who approved a baseline. The id stays: approval is about the content. */
export function approveBaseline(document: BaselineDocument, approval: BaselineApproval): BaselineDocument {
  return { ...document, approval };
}
