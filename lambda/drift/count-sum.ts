import type { CategoryCounts, NumericCounts } from '../stats/summary';
import type { ColumnSketch } from './column-counter';
import { type FrequentName, FrequentNames } from './frequent-names';

/** Adds up one column of many sketches in place: one array of sums, however many sketches there are. */
export class ColumnSum {
  private counts: Float64Array | undefined;
  private positions: Float64Array | undefined;
  private readonly rest = new Map<string, number>();
  private readonly names = new FrequentNames();
  private numeric = false;

  constructor(private readonly name: string) {}

  add(part: ColumnSketch): void {
    const counts = part.numeric ?? part.categories;
    if (counts === undefined) return;
    this.numeric = part.numeric !== undefined;
    this.counts = added(this.counts, counts.counts);
    if (part.numeric) this.positions = added(this.positions, part.numeric.positions);
    for (const [key, value] of Object.entries(counts)) {
      if (typeof value === 'number') this.rest.set(key, (this.rest.get(key) ?? 0) + value);
    }
    for (const { name, atLeast } of part.newNames ?? []) this.names.add(name, atLeast);
  }

  toJSON(): ColumnSketch {
    const rest = Object.fromEntries(this.rest);
    const counts = [...(this.counts ?? [])];
    if (this.numeric) {
      const numeric = { counts, positions: [...(this.positions ?? [])], ...rest } as unknown as NumericCounts;
      return { name: this.name, numeric };
    }
    const newNames: FrequentName[] = this.names.toJSON();
    return { name: this.name, categories: { counts, ...rest } as unknown as CategoryCounts, newNames };
  }
}

function added(sum: Float64Array | undefined, part: readonly number[]): Float64Array {
  const target = sum ?? new Float64Array(part.length);
  for (let i = 0; i < part.length; i++) target[i] = (target[i] as number) + (part[i] as number);
  return target;
}
