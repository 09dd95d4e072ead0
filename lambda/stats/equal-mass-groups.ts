import { requireCounts, requireNumber, TooLittleDataError } from './input';

/**
 * Merges neighbouring cells into at most `groups` groups of nearly equal reference mass, each cut falling on the cell
 * edge nearest to its quantile. 200 equal-mass cells give exact deciles; an atom that outweighs a group makes them fewer.
 *
 * @param reference counts of the reference by cell, ascending.
 * @returns the first cell of each group, ascending, starting with 0.
 */
export function equalMassGroups(reference: readonly number[], groups = 10): readonly number[] {
  requireNumber('groups', groups, { min: 1 });
  const total = requireCounts('reference', reference);
  if (total === 0) throw new TooLittleDataError('reference rows', 0, 1);
  const starts = [0];
  let cell = 0;
  let below = 0;
  let belowLastCut = 0;
  for (let cut = 1; cut < groups; cut += 1) {
    const target = (cut * total) / groups;
    while (cell < reference.length && below + (reference[cell] ?? 0) / 2 < target) {
      below += reference[cell] ?? 0;
      cell += 1;
    }
    // Two cuts at one place, or one beyond the last row, would leave a group that the reference never fills.
    if (below === belowLastCut || below === total) continue;
    starts.push(cell);
    belowLastCut = below;
  }
  return starts;
}

/** Sums counts by group; `below` and `above` the range go to the first and the last group. */
export function countsByGroup(
  counts: readonly number[],
  starts: readonly number[],
  outside: { readonly below: number; readonly above: number } = { below: 0, above: 0 },
): number[] {
  const sums = starts.map((start, group) => {
    const end = starts[group + 1] ?? counts.length;
    let sum = 0;
    for (let cell = start; cell < end; cell += 1) sum += counts[cell] ?? 0;
    return sum;
  });
  sums[0] = (sums[0] ?? 0) + outside.below;
  sums[sums.length - 1] = (sums[sums.length - 1] ?? 0) + outside.above;
  return sums;
}
