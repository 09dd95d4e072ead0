import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { EVENT_SOURCE } from '../contract';

/** An event that this library puts on the default bus. */
export interface LibraryEvent {
  readonly detailType: string;
  /** What its detail must have. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A rule that matches events of this library, narrowed by the caller's own pattern. */
export function libraryEventRule(
  scope: Construct,
  id: string,
  event: LibraryEvent,
  options: events.OnEventOptions = {},
): events.Rule {
  const rule = new events.Rule(scope, id, {
    ruleName: options.ruleName,
    description: options.description,
    crossStackScope: options.crossStackScope,
    eventPattern: { source: [EVENT_SOURCE], detailType: [event.detailType], detail: { ...event.detail } },
  });
  if (options.eventPattern !== undefined) rule.addEventPattern(options.eventPattern);
  if (options.target !== undefined) rule.addTarget(options.target);
  return rule;
}

/** Sending events of this library to the default bus; one request can carry events of several sources. */
export function libraryEventStatement(scope: Construct): iam.PolicyStatement {
  const { partition, region, account } = Stack.of(scope);
  return new iam.PolicyStatement({
    actions: ['events:PutEvents'],
    resources: [`arn:${partition}:events:${region}:${account}:event-bus/default`],
    conditions: { 'ForAllValues:StringEquals': { 'events:source': EVENT_SOURCE } },
  });
}
