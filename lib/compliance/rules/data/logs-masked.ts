import type { Rule } from '../../checks/check';
import { asBoolean, at } from '../../template';
import { expectPresent, fail, forEachOf, isOpen, undecided } from '../expect';

/** Log groups mask personal data, and an API does not log whole requests. */
export const logsMasked: Rule = (resource) => {
  if (resource.type === 'AWS::Logs::LogGroup') {
    return expectPresent(resource, 'DataProtectionPolicy', 'personal data is logged in clear');
  }
  return forEachOf(resource, 'MethodSettings', (setting, where) => {
    const trace = at(setting, 'DataTraceEnabled');
    if (isOpen(trace)) return undecided(`${where}.DataTraceEnabled`, trace);
    return asBoolean(trace) === true ? fail(`${where}.DataTraceEnabled`, 'whole requests are logged') : [];
  });
};
