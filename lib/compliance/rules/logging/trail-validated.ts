import type { Rule } from '../../checks/check';
import { expectPresent, expectTrue } from '../expect';

/** A trail can be watched (CloudWatch Logs) and its files cannot be changed unnoticed (validation). */
export const trailValidated: Rule = (resource) => [
  ...expectPresent(resource, 'CloudWatchLogsLogGroupArn', 'its events do not reach CloudWatch Logs'),
  ...expectTrue(resource, 'EnableLogFileValidation', 'its log files are not validated'),
];
