import type { Rule } from '../../checks/check';
import { asBoolean, textOf, Unknown, type Value } from '../../template';
import { fail, PASS, undecided } from '../expect';
import { actionMatches, conditionEntries, isEveryone, type Statement, statementsOf } from './policy';

const POLICIES: Readonly<
  Record<string, { readonly type: string; readonly property: string; readonly action: string }>
> = {
  'AWS::SNS::Topic': { type: 'AWS::SNS::TopicPolicy', property: 'Topics', action: 'sns:publish' },
  'AWS::SQS::Queue': { type: 'AWS::SQS::QueuePolicy', property: 'Queues', action: 'sqs:sendmessage' },
};

function isPlainHttpOnly(conditions: Value): boolean {
  const [only, ...others] = conditionEntries(conditions);
  return (
    others.length === 0 &&
    only !== undefined &&
    /^Bool$/i.test(only.operator) &&
    only.key === 'aws:securetransport' &&
    asBoolean(only.values[0]) === false
  );
}

function denies(statement: Statement, action: string): boolean {
  const matching = statement.actions.some((pattern) => actionMatches(textOf(pattern) ?? '', action));
  return (
    statement.effect === 'Deny' && isEveryone(statement.principal) && matching && isPlainHttpOnly(statement.conditions)
  );
}

/** A policy of the topic or queue denies every message that does not come over TLS. */
export const messagingTlsOnly: Rule = (resource, { application }) => {
  const kind = POLICIES[resource.type];
  if (!kind) return undefined;
  const policies = application.referrers(resource, [kind.type], kind.property);
  let open: Unknown | undefined;
  for (const policy of policies) {
    const statements = statementsOf(policy.get('PolicyDocument'));
    if (statements instanceof Unknown) open = statements;
    else if (statements.some((statement) => denies(statement, kind.action))) return PASS;
  }
  return open ? undecided('', open) : fail('', 'no policy denies messages without TLS');
};
