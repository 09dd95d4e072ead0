import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AlertTopic } from '../foundation';

export interface DriftAlarmsProps {
  readonly endpointName: string;
  readonly severity: cloudwatch.Metric;
  readonly rows: cloudwatch.Metric;
  readonly coverage: cloudwatch.Metric;
  readonly windowHours: number;
  readonly minimumCoverage: number;
  readonly alerts?: AlertTopic;
}

export interface DriftAlarms {
  readonly warning: cloudwatch.Alarm;
  readonly critical: cloudwatch.Alarm;
  readonly emergency: cloudwatch.Alarm;
  readonly noData: cloudwatch.Alarm;
  readonly incomplete: cloudwatch.Alarm;
}

/** An alarm looks at each window's figure for this long; it also bounds how late an evaluation may run. */
const PERIOD = Duration.hours(1);
/** Hours after a window's end in which its figure must have come: the watermark, the run, and an hour to spare. */
const GRACE_HOURS = 2;

/** The alarms of a monitor. Each says in its description what happened and what to do first. */
export function driftAlarms(scope: Construct, props: DriftAlarmsProps): DriftAlarms {
  const { endpointName, windowHours, minimumCoverage } = props;
  const read = 'Read the newest report of the drift monitor';
  const severity = (id: string, threshold: number, description: string) =>
    new cloudwatch.Alarm(scope, id, {
      metric: props.severity.with({ statistic: cloudwatch.Stats.MAXIMUM, period: PERIOD }),
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // Between windows nothing is known anew: an alarm stands until evidence closes it.
      treatMissingData: cloudwatch.TreatMissingData.IGNORE,
      alarmDescription: description,
    });
  const alarms: DriftAlarms = {
    warning: severity('Warning', 1, `${endpointName}: traffic moved away from the baseline. ${read}.`),
    critical: severity(
      'Critical',
      2,
      `${endpointName}: traffic moved far from the baseline. ${read}, check the performance on labels, consider retraining.`,
    ),
    emergency: severity('Emergency', 3, `${endpointName}: the model can no longer be trusted. ${read}, roll back.`),
    noData: new cloudwatch.Alarm(scope, 'NoData', {
      metric: props.rows.with({ statistic: cloudwatch.Stats.MAXIMUM, period: PERIOD }),
      threshold: 1,
      evaluationPeriods: windowHours + GRACE_HOURS,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      // An evaluation that does not run sends nothing.
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
      alarmDescription: `NO DATA: the drift monitor of ${endpointName} saw no captured row for a whole window. Check that the endpoint has traffic, that data capture is on, and that the evaluation runs.`,
    }),
    incomplete: new cloudwatch.Alarm(scope, 'Incomplete', {
      metric: props.coverage.with({ statistic: cloudwatch.Stats.MINIMUM, period: PERIOD }),
      threshold: minimumCoverage,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.IGNORE,
      alarmDescription: `INCOMPLETE: too few of the requests of ${endpointName} were captured to judge a window. Check the disk of the instances (capture stops when it is full) and the right of the execution role to write captures.`,
    }),
  };
  for (const alarm of Object.values(alarms)) props.alerts?.watch(alarm);
  return alarms;
}
