import type { FieldKind } from '../../lib/contract';
import type { NumericCells } from '../stats/summary';

/** A column as its baseline cuts it. */
export type DriftColumn =
  | { readonly name: string; readonly kind: 'number' | 'integer'; readonly cells: NumericCells }
  | { readonly name: string; readonly kind: 'category' | 'boolean'; readonly vocabulary: readonly string[] };

/** Whether columns of this kind are counted in cells of the number line. */
export function isNumeric(kind: FieldKind): kind is 'number' | 'integer' {
  return kind === 'number' || kind === 'integer';
}
