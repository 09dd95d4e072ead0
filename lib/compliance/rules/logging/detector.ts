import type { Rule } from '../../checks/check';
import { expectThat, expectTrue, isOpen } from '../expect';

/** GuardDuty watches the account. */
export const guardDutyDetector: Rule = (detector) => expectTrue(detector, 'Enable', 'the detector is switched off');

/** Macie looks for personal data in the account's buckets. */
export const macieSession: Rule = (session) =>
  expectThat(
    session,
    'Status',
    (status) => (isOpen(status) ? undefined : status === undefined || status === 'ENABLED'),
    'the session is paused',
  );
