import { categoryGroups, MAX_OUTSIDE_DISTANCE, POSITION_SCALE } from '../stats';
import type { FieldJudgement } from './drift-judge';
import { isNumber, isNumericCounts } from './monitored-field';
import type { ShareEvidence } from './share-evidence';
import type { TestOutcome } from './test-outcome';
import { percent, plainName, rounded } from './wording';

/** From this part of the whole distance on, a move counts as one in a direction rather than a change of shape. */
const DIRECTED = 0.5;

/** How much the share of the two outermost groups must change to speak of spreading. */
const SPREAD = 1.1;

/** From this mean distance of the rows outside on, as a part of what a row is counted with at most, many were cut short. */
const CUT = 0.5;
/** A move is called longer than counted only where what was cut is no small part of it. */
const NOTABLE = 0.1;

/** Whether rows lie so far outside the baseline's range that the mean moved further than the counts say. */
function cutShort(judgement: FieldJudgement, meanShift: number): boolean {
  const { field, counts, distribution } = judgement;
  if (!isNumber(field) || !isNumericCounts(counts) || distribution === undefined) return false;
  const { cells, standardDeviation } = field.reference;
  const range = (cells.upper[cells.upper.length - 1] ?? 0) - (cells.lower[0] ?? 0);
  const [rows, distance] =
    meanShift > 0 ? [counts.overflow, counts.overflowDistance] : [counts.underflow, counts.underflowDistance];
  const ranges = distance / POSITION_SCALE;
  const carried = (ranges * range) / standardDeviation / distribution.current;
  return rows > 0 && ranges >= CUT * MAX_OUTSIDE_DISTANCE * rows && carried >= NOTABLE * Math.abs(meanShift);
}

function numberMove(judgement: FieldJudgement): string {
  const { field, distribution } = judgement;
  const wasserstein = distribution?.wasserstein;
  if (distribution === undefined || wasserstein === undefined || !isNumber(field)) return 'moved';
  const { meanShift, normalized } = wasserstein;
  const deviations = `${rounded(Math.abs(meanShift))} standard deviations`;
  if (Math.abs(meanShift) >= DIRECTED * normalized) {
    const verb = `${meanShift > 0 ? 'rose' : 'fell'} by ${cutShort(judgement, meanShift) ? 'at least ' : ''}`;
    if (field.sensitive === true) return `${verb}${deviations}`;
    const inUnit = rounded(Math.abs(meanShift) * field.reference.standardDeviation);
    return `${verb}${inUnit}${field.unit === undefined ? '' : ` ${plainName(field.unit)}`} (${deviations})`;
  }
  const outer = (groups: readonly number[], rows: number) =>
    ((groups[0] ?? 0) + (groups[groups.length - 1] ?? 0)) / rows;
  const before = outer(distribution.referenceGroups, distribution.reference);
  const now = outer(distribution.currentGroups, distribution.current);
  const verb = now > SPREAD * before ? 'spread out' : now * SPREAD < before ? 'drew together' : 'changed its shape';
  return `${verb} (distance ${rounded(normalized)} standard deviations)`;
}

function categoryMove(judgement: FieldJudgement): string {
  const { field, distribution } = judgement;
  if (distribution === undefined || isNumber(field)) return 'moved';
  const share = (groups: readonly number[], rows: number, group: number) => (groups[group] ?? 0) / rows;
  const moves = distribution.referenceGroups.map((_count, group) => ({
    group,
    before: share(distribution.referenceGroups, distribution.reference, group),
    now: share(distribution.currentGroups, distribution.current, group),
  }));
  const top = moves.reduce((best, move) =>
    Math.abs(move.now - move.before) > Math.abs(best.now - best.before) ? move : best,
  );
  const verb = top.now > top.before ? 'rose' : 'fell';
  const place = categoryGroups(field.reference.counts).common[top.group];
  const category = field.reference.vocabulary[place ?? -1];
  const known = field.sensitive === true ? 'one category' : `"${plainName(category ?? '')}"`;
  const named = place === undefined ? 'the share of rare and new categories' : `the share of ${known}`;
  return `changed: ${named} ${verb} from ${percent(top.before)} to ${percent(top.now)}`;
}

const FLAWS: Readonly<Record<ShareEvidence['test'], string>> = {
  nulls: 'is null',
  invalid: 'has no usable value',
  unseen: 'has categories that the baseline never saw',
  outOfRange: "lies beyond the baseline's smallest or largest value",
};

function shareMove(share: ShareEvidence | undefined): string {
  if (share === undefined) return 'moved';
  return `${FLAWS[share.test]} in ${percent(share.current)} of rows, ${percent(share.baseline)} in the baseline`;
}

/** What happened to a field, as the end of a sentence that starts with its name. */
export function moveText(judgement: FieldJudgement, outcome: TestOutcome): string {
  if (outcome.test !== 'distribution') return shareMove(judgement.shares.find(({ test }) => test === outcome.test));
  return isNumber(judgement.field) ? numberMove(judgement) : categoryMove(judgement);
}
