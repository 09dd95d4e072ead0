import type { Rule } from '../../checks/check';
import { asNumber } from '../../template';
import { expectThat, fail, isOpen } from '../expect';
import { isRetained } from '../recovery/retained';

/** Longest waiting period that KMS offers, and its default. https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html */
const LONGEST_WINDOW_DAYS = 30;

/** A key outlives its stack, and 30 days pass before a scheduled deletion is final. */
export const keyRetained: Rule = (resource) => [
  ...expectThat(
    resource,
    'PendingWindowInDays',
    (value) => (isOpen(value) ? undefined : value === undefined || asNumber(value) === LONGEST_WINDOW_DAYS),
    'deletion is final after less than 30 days',
  ),
  ...(isRetained(resource) !== false ? [] : fail('', 'the key is scheduled for deletion with its stack')),
];
