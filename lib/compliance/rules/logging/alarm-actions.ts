import type { Rule, RuleContext } from '../../checks/check';
import { asBoolean, type Resource, textOf } from '../../template';
import { expectPresent, fail, PASS } from '../expect';
import { ENDPOINT_TYPES } from '../serving/guarded-deployment';

const ROLLBACK = 'DeploymentConfig.AutoRollbackConfiguration';

/** Whether something else acts on the alarm: a deployment's rollback, or a composite alarm with actions of its own. */
function isWatched(alarm: Resource, { application }: RuleContext): boolean {
  const rollbacks = application.referrers(alarm, ENDPOINT_TYPES, ROLLBACK, 'AlarmName');
  if (rollbacks.length > 0) return true;
  const name = alarm.get('AlarmName');
  return application.ofType('AWS::CloudWatch::CompositeAlarm').some((composite) => {
    const rule = textOf(composite.get('AlarmRule')) ?? '';
    const listed =
      application.names(composite.get('AlarmRule'), alarm) || (typeof name === 'string' && rule.includes(name));
    return listed && composite !== alarm;
  });
}

/** An alarm tells somebody, or stops something. */
export const alarmActions: Rule = (alarm, context) => {
  if (isWatched(alarm, context)) return PASS;
  if (asBoolean(alarm.get('ActionsEnabled')) === false) return fail('ActionsEnabled', 'its actions are switched off');
  return expectPresent(alarm, 'AlarmActions', 'nobody hears of it');
};
