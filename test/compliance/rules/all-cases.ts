import { ACCESS } from './access.cases';
import type { CheckCases } from './cases';
import { ENCRYPTION } from './encryption.cases';
import { IDENTITY } from './identity.cases';
import { LOGGING } from './logging.cases';
import { OPERATIONS } from './operations.cases';
import { PLATFORM } from './platform.cases';
import { PRINCIPALS } from './principals.cases';
import { WORKLOAD } from './workload.cases';

export const ALL_CASES: readonly CheckCases[] = [
  ...ACCESS,
  ...ENCRYPTION,
  ...IDENTITY,
  ...LOGGING,
  ...OPERATIONS,
  ...PLATFORM,
  ...PRINCIPALS,
  ...WORKLOAD,
].sort((left, right) => left.check - right.check);

/** Verdicts that a check cannot give, with the reason; every other check must be shown to give all three. */
export const NEVER: Readonly<Record<number, { readonly verdicts: readonly string[]; readonly reason: string }>> = {
  11: { verdicts: ['PASS', 'UNKNOWN'], reason: 'that the resource exists is the breach' },
  13: { verdicts: ['UNKNOWN'], reason: 'a rotation schedule is there or not' },
  41: { verdicts: ['FAIL', 'UNKNOWN'], reason: 'the plan may be another team’s' },
  55: { verdicts: ['FAIL', 'UNKNOWN'], reason: 'the plan may be another team’s' },
};
