import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { MetricDimension, NAMESPACE, ReleaseMetric, ReleaseName } from '../contract';
import type { AlertTopic } from '../foundation';

/** A metric of the release machine of an endpoint. */
export function releaseMetric(
  endpointName: string,
  metricName: string,
  options?: cloudwatch.MetricOptions,
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: NAMESPACE,
    metricName,
    statistic: cloudwatch.Stats.MAXIMUM,
    dimensionsMap: { [MetricDimension.ENDPOINT_NAME]: endpointName },
    ...options,
  });
}

const AT_LEAST_ONE = {
  threshold: 1,
  comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
};

/**
 * Goes off when somebody asks for a running deployment to be stopped: it is in the list of every deployment, so SageMaker
 * itself brings the old fleet back. High resolution, because every second of a bad version counts.
 */
export function abortAlarm(scope: Construct, endpointName: string): cloudwatch.Alarm {
  return new cloudwatch.Alarm(scope, 'AbortAlarm', {
    ...AT_LEAST_ONE,
    alarmName: ReleaseName.abortAlarm(endpointName),
    alarmDescription: `Somebody asked to stop the running change of ${endpointName}: SageMaker brings the old fleet back.`,
    metric: releaseMetric(endpointName, ReleaseMetric.ABORT, { period: Duration.seconds(10) }),
    evaluationPeriods: 6,
    datapointsToAlarm: 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
}

export interface ReleaseAlarmsProps {
  readonly endpointName: string;
  readonly stateMachineArn: string;
  readonly alerts?: AlertTopic;
  readonly runbookUrl?: string;
}

export interface ReleaseAlarms {
  readonly difference: cloudwatch.Alarm;
  readonly rollbackUnready: cloudwatch.Alarm;
  readonly failedExecutions: cloudwatch.Alarm;
}

/** The alarms of the machine that people are told of. Each says what happened and what to do first. */
export function releaseAlarms(scope: Construct, props: ReleaseAlarmsProps): ReleaseAlarms {
  const { endpointName, runbookUrl } = props;
  const described = (text: string) => (runbookUrl === undefined ? text : `${text} Runbook: ${runbookUrl}`);
  const figure = (id: string, alarmName: string, metricName: string, period: Duration, description: string) =>
    new cloudwatch.Alarm(scope, id, {
      ...AT_LEAST_ONE,
      alarmName,
      alarmDescription: described(description),
      metric: releaseMetric(endpointName, metricName, { period }),
      evaluationPeriods: 1,
      // Between two looks, and while the machine works, nothing is known anew.
      treatMissingData: cloudwatch.TreatMissingData.IGNORE,
    });
  const alarms: ReleaseAlarms = {
    difference: figure(
      'DifferenceAlarm',
      `${endpointName}-release-difference`,
      ReleaseMetric.DIFFERENCE,
      Duration.minutes(5),
      `${endpointName} is not what its ledger says is live: somebody changed it past the release machine. Run "production-ml status"; the event "Release Difference" says who.`,
    ),
    rollbackUnready: figure(
      'RollbackUnreadyAlarm',
      `${endpointName}-rollback-unready`,
      ReleaseMetric.ROLLBACK_UNREADY,
      Duration.days(1),
      `The release before the live one of ${endpointName} could not come back: its configuration, model, artifact or image is gone. Read the log of the function that watches, then restore what is missing.`,
    ),
    failedExecutions: new cloudwatch.Alarm(scope, 'FailedExecutionsAlarm', {
      ...AT_LEAST_ONE,
      alarmName: `${endpointName}-release-failed`,
      alarmDescription: described(
        `A change of ${endpointName} was rolled back or could not be finished, or a rollback that an alarm asked for was refused. Run "production-ml releases list", then read the execution in Step Functions.`,
      ),
      metric: failedChanges(endpointName, props.stateMachineArn),
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    }),
  };
  for (const alarm of Object.values(alarms)) props.alerts?.watch(alarm);
  return alarms;
}

/**
 * Changes that somebody should look at. What a person asked for and was refused is none: it is the function that watches
 * which tells these apart. Where that function is what fails, executions that time out or are stopped still count, and it
 * has an alarm of its own.
 */
function failedChanges(endpointName: string, stateMachineArn: string): cloudwatch.MathExpression {
  const period = Duration.minutes(1);
  return new cloudwatch.MathExpression({
    expression: 'FILL(failed, 0) + FILL(timedOut, 0) + FILL(aborted, 0)',
    usingMetrics: {
      failed: releaseMetric(endpointName, ReleaseMetric.FAILED, { period }),
      timedOut: ended(stateMachineArn, 'ExecutionsTimedOut', period),
      aborted: ended(stateMachineArn, 'ExecutionsAborted', period),
    },
    period,
  });
}

function ended(stateMachineArn: string, metricName: string, period: Duration | undefined): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/States',
    metricName,
    statistic: cloudwatch.Stats.SUM,
    dimensionsMap: { StateMachineArn: stateMachineArn },
    period,
  });
}

/** Executions that did not end as they should: failed, timed out or stopped by hand. */
export function failedExecutions(
  stateMachineArn: string,
  options: cloudwatch.MathExpressionOptions = {},
): cloudwatch.MathExpression {
  const { period } = options;
  return new cloudwatch.MathExpression({
    expression: 'FILL(failed, 0) + FILL(timedOut, 0) + FILL(aborted, 0)',
    usingMetrics: {
      failed: ended(stateMachineArn, 'ExecutionsFailed', period),
      timedOut: ended(stateMachineArn, 'ExecutionsTimedOut', period),
      aborted: ended(stateMachineArn, 'ExecutionsAborted', period),
    },
    ...options,
  });
}
