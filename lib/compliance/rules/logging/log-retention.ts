import type { Rule } from '../../checks/check';
import { asNumber } from '../../template';
import { expectThat, isOpen } from '../expect';

/** Logs are kept for a stated time, and long enough. */
export const logRetention: Rule = (group, { settings }) => {
  const minimum = settings.minimumLogRetentionDays;
  const days = asNumber(group.get('RetentionInDays'));
  return expectThat(
    group,
    'RetentionInDays',
    (value) => (isOpen(value) ? undefined : (asNumber(value) ?? 0) >= minimum),
    days === undefined ? 'nobody decided how long it is kept' : `it is kept for ${days} days, less than ${minimum}`,
  );
};
