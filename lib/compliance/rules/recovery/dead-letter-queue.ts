import type { Rule, RuleContext } from '../../checks/check';
import { at, isMap, type Resource, Unknown, type Value } from '../../template';
import { expectPresent, expectThat, NOT_APPLICABLE, PASS } from '../expect';

/** Types that name a dead-letter queue, and the property under which they do. */
const SENDERS: readonly (readonly [string, string])[] = [
  ['AWS::SQS::Queue', 'RedrivePolicy'],
  ['AWS::SNS::Subscription', 'RedrivePolicy'],
  ['AWS::Lambda::Function', 'DeadLetterConfig'],
  ['AWS::Lambda::EventInvokeConfig', 'DestinationConfig'],
  ['AWS::Lambda::EventSourceMapping', 'DestinationConfig'],
  ['AWS::Events::Rule', 'Targets'],
  ['AWS::Scheduler::Schedule', 'Target'],
  ['AWS::Pipes::Pipe', 'SourceParameters'],
];

function isDeadLetterQueue(queue: Resource, { application }: RuleContext): boolean {
  if (queue.get('RedriveAllowPolicy') !== undefined) return true;
  return SENDERS.some(([type, property]) =>
    application
      .referrers(queue, [type], property, 'QueueName')
      .some((sender) => sender !== queue && namesAsDeadLetter(sender.get(property), queue, application)),
  );
}

/** A rule may also deliver to a queue: only what stands below a dead-letter key counts. */
function namesAsDeadLetter(
  value: Value,
  queue: Resource,
  application: RuleContext['application'],
  below = false,
): boolean {
  // Behind an undecided condition too: the queue is then a dead-letter queue, or nothing at all.
  if (value instanceof Unknown)
    return value.alternatives.some((each) => namesAsDeadLetter(each, queue, application, below));
  if (Array.isArray(value)) return value.some((each) => namesAsDeadLetter(each, queue, application, below));
  if (isMap(value)) {
    return Object.entries(value).some(([key, child]) =>
      namesAsDeadLetter(child, queue, application, below || /deadletter|onfailure|^TargetArn$/i.test(key)),
    );
  }
  return below && application.names(value, queue, 'QueueName');
}

/** What could not be delivered or processed is kept: queues, functions and subscriptions name a dead-letter queue. */
export const deadLetterQueue: Rule = (resource, context) => {
  if (resource.type === 'AWS::SQS::Queue') {
    if (isDeadLetterQueue(resource, context)) return NOT_APPLICABLE;
    return expectPresent(resource, 'RedrivePolicy.deadLetterTargetArn', 'failed messages have no dead-letter queue');
  }
  if (resource.type === 'AWS::SNS::Subscription') {
    const has = (policy: Value) => at(policy, 'deadLetterTargetArn') !== undefined;
    return expectThat(resource, 'RedrivePolicy', has, 'undelivered notifications have no dead-letter queue');
  }
  const configured = context.application
    .referrers(resource, ['AWS::Lambda::EventInvokeConfig'], 'FunctionName', 'FunctionName')
    .some((config) => config.get('DestinationConfig.OnFailure.Destination') !== undefined);
  if (configured) return PASS;
  return expectPresent(resource, 'DeadLetterConfig.TargetArn', 'failed invocations have no dead-letter queue');
};
