import type { FeatureUnrest, FieldRole } from '../../lib/contract';
import type { CategoryCounts, CategoryReference, NullSummary, NumericCounts, NumericReference } from '../stats';

interface Monitored {
  readonly name: string;
  readonly role: FieldRole;
  readonly unit?: string;
  /** Importance to the model, any non-negative scale. */
  readonly importance?: number;
  /** Values are kept out of all texts. */
  readonly sensitive?: boolean;
  readonly unrest99?: FeatureUnrest;
  /** Rows of the smallest window that the unrest was learned from, and that its PSI is as of. */
  readonly windowRows?: number;
  /** Null distributions that the baseline stored. @default they are simulated */
  readonly nulls?: readonly NullSummary[];
}

export interface MonitoredNumber extends Monitored {
  readonly kind: 'number' | 'integer';
  readonly reference: NumericReference;
}

export interface MonitoredCategory extends Monitored {
  readonly kind: 'category' | 'boolean';
  readonly reference: CategoryReference;
}

/** A feature or an output as its baseline knows it. */
export type MonitoredField = MonitoredNumber | MonitoredCategory;

/** What a window counted of one field. */
export type FieldCounts = NumericCounts | CategoryCounts;

export function isNumber(field: MonitoredField): field is MonitoredNumber {
  return field.kind === 'number' || field.kind === 'integer';
}

/** Whether these are the counts of a number; a category has no cells to be outside of. */
export function isNumericCounts(counts: FieldCounts): counts is NumericCounts {
  return 'positions' in counts;
}
