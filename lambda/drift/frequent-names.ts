/** A name and a lower bound of how often it came. */
export interface FrequentName {
  readonly name: string;
  readonly atLeast: number;
}

/** Names that are kept. */
export const KEPT_NAMES = 64;

/**
 * The most frequent of any number of names in constant memory (Misra and Gries 1982): a name that makes up more than
 * 1/65 of all is certain to be kept, and its count is low by at most 1/65 of all. Merging keeps both promises
 * (Agarwal et al. 2012), but the names depend on the order, so no verdict reads them.
 */
export class FrequentNames {
  private readonly kept = new Map<string, number>();

  add(name: string, times = 1): void {
    const { kept } = this;
    const known = kept.get(name);
    if (known !== undefined || kept.size < KEPT_NAMES) {
      kept.set(name, (known ?? 0) + times);
      return;
    }
    const least = Math.min(times, ...kept.values());
    for (const [other, count] of kept) {
      if (count === least) kept.delete(other);
      else kept.set(other, count - least);
    }
    if (times > least) this.add(name, times - least);
  }

  /** Most frequent first, equal ones by name. */
  toJSON(): FrequentName[] {
    return [...this.kept]
      .map(([name, atLeast]) => ({ name, atLeast }))
      .sort((a, b) => b.atLeast - a.atLeast || (a.name < b.name ? -1 : 1));
  }
}
