import { categoryGroups } from '../stats';
import type { FieldJudgement } from './drift-judge';
import { isNumber } from './monitored-field';
import type { ShareEvidence } from './share-evidence';
import type { TestOutcome } from './test-outcome';
import { percent, plainName, rounded } from './wording';

/** From this part of the whole distance on, a move counts as one in a direction rather than a change of shape. */
const DIRECTED = 0.5;

/** How much the share of the two outermost groups must change to speak of spreading. */
const SPREAD = 1.1;

function numberMove(judgement: FieldJudgement): string {
  const { field, distribution } = judgement;
  const wasserstein = distribution?.wasserstein;
  if (distribution === undefined || wasserstein === undefined || !isNumber(field)) return 'moved';
  const { meanShift, normalized } = wasserstein;
  const deviations = `${rounded(Math.abs(meanShift))} standard deviations`;
  if (Math.abs(meanShift) >= DIRECTED * normalized) {
    const verb = meanShift > 0 ? 'rose' : 'fell';
    if (field.sensitive === true) return `${verb} by ${deviations}`;
    const inUnit = rounded(Math.abs(meanShift) * field.reference.standardDeviation);
    return `${verb} by ${inUnit}${field.unit === undefined ? '' : ` ${plainName(field.unit)}`} (${deviations})`;
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
