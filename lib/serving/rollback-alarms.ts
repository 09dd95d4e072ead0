import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { EndpointMetric, MetricDimension, type RollbackAlarmSettings, SAGEMAKER_NAMESPACE } from '../contract';
import { isUnresolved, type Problems } from '../core';
import type { RollbackThresholds } from './rollback-thresholds';
import { secondsOf } from './seconds';
import type { VariantSpec } from './variant-spec';

const DEFAULT_SERVER_ERROR_PERCENT = 1;
const DEFAULT_MODEL_ERROR_PERCENT = 5;
/** https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html */
const REQUEST_TIMEOUT_SECONDS = 60;
const MICROSECONDS_PER_SECOND = 1_000_000;

/** Most alarms of a deployment. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AutoRollbackConfig.html */
export const MAX_ROLLBACK_ALARMS = 10;

/** How many alarms the thresholds make for each variant. */
export function alarmsPerVariant(thresholds: RollbackThresholds): number {
  return thresholds.p99Latency === undefined ? 2 : 3;
}

/** Checks thresholds for a deployment. */
export function checkThresholds(problems: Problems, thresholds: RollbackThresholds): void {
  for (const key of ['serverErrorPercent', 'modelErrorPercent'] as const) {
    const remedy = 'Give it in percent: 1 for one request of a hundred. 0 would roll back on a quiet endpoint.';
    problems.number(`rollback.${key}`, thresholds[key], { min: 0.001, max: 100 }, remedy);
  }
  const { p99Latency } = thresholds;
  if (p99Latency === undefined) return;
  if (p99Latency.isUnresolved()) {
    const remedy = 'CloudFormation cannot convert it to microseconds: give a literal Duration.';
    problems.add({ prop: 'rollback.p99Latency', value: 'a token', expected: 'a literal duration', remedy });
    return;
  }
  const remedy = 'Give it as Duration.millis(n) or Duration.seconds(n).';
  const range = { min: 0.001, max: REQUEST_TIMEOUT_SECONDS };
  problems.number('rollback.p99Latency (seconds)', secondsOf(p99Latency), range, remedy);
}

interface AlarmKind extends RollbackAlarmSettings {
  /** The metric is multiplied by this before it is compared: a threshold that is a token cannot be divided. */
  readonly scale?: number;
}

function shareOf(percent: number): Pick<AlarmKind, 'threshold' | 'scale'> {
  return isUnresolved(percent) ? { threshold: percent, scale: 100 } : { threshold: percent / 100 };
}

function scaled(metric: cloudwatch.Metric, scale: number | undefined): cloudwatch.IMetric {
  if (scale === undefined) return metric;
  const { period } = metric;
  return new cloudwatch.MathExpression({ expression: `${scale} * metric`, usingMetrics: { metric }, period });
}

/** Each request sends 1 for an error and 0 for none, so the average is the share of errors. */
function kindsOf(thresholds: RollbackThresholds): readonly AlarmKind[] {
  const serverErrors = thresholds.serverErrorPercent ?? DEFAULT_SERVER_ERROR_PERCENT;
  const modelErrors = thresholds.modelErrorPercent ?? DEFAULT_MODEL_ERROR_PERCENT;
  const kinds: AlarmKind[] = [
    {
      id: 'ServerErrors',
      metricName: EndpointMetric.INVOCATION_5XX_ERRORS,
      statistic: cloudwatch.Stats.AVERAGE,
      ...shareOf(serverErrors),
      description: `more than ${serverErrors} % of requests are answered with 5xx`,
    },
    {
      id: 'ModelErrors',
      metricName: EndpointMetric.INVOCATION_MODEL_ERRORS,
      statistic: cloudwatch.Stats.AVERAGE,
      ...shareOf(modelErrors),
      description: `more than ${modelErrors} % of requests get no valid answer from the container`,
    },
  ];
  const latency = thresholds.p99Latency === undefined ? undefined : secondsOf(thresholds.p99Latency);
  if (latency === undefined) return kinds;
  return [
    ...kinds,
    {
      id: 'Latency',
      metricName: EndpointMetric.MODEL_LATENCY,
      statistic: cloudwatch.Stats.p(99),
      threshold: Math.round(latency * MICROSECONDS_PER_SECOND),
      description: `the slowest 1 % of requests spend more than ${latency} s in the container`,
    },
  ];
}

/** The same alarms as settings, for whoever makes them at run time, from thresholds that are known. */
export function rollbackAlarmSettings(thresholds: RollbackThresholds): readonly RollbackAlarmSettings[] {
  return kindsOf(thresholds);
}

/**
 * Creates the alarms of one variant. They look at the fleet of one configuration only, so that an old fleet that
 * already fails cannot stop the deployment that repairs it; without traffic they are quiet.
 *
 * @param endpointName literal, because the endpoint depends on its alarms
 */
export function rollbackAlarms(
  scope: Construct,
  variant: VariantSpec,
  dimensions: { readonly endpointName: string; readonly endpointConfigName: string },
  thresholds: RollbackThresholds,
): cloudwatch.Alarm[] {
  return kindsOf(thresholds).map(
    (kind) =>
      new cloudwatch.Alarm(scope, `${kind.id}-${variant.id}`, {
        metric: scaled(
          new cloudwatch.Metric({
            namespace: SAGEMAKER_NAMESPACE,
            metricName: kind.metricName,
            statistic: kind.statistic,
            period: Duration.minutes(1),
            dimensionsMap: {
              [MetricDimension.ENDPOINT_NAME]: dimensions.endpointName,
              [MetricDimension.VARIANT_NAME]: variant.variantName,
              [MetricDimension.ENDPOINT_CONFIG_NAME]: dimensions.endpointConfigName,
            },
          }),
          kind.scale,
        ),
        threshold: kind.threshold,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        // Two bad minutes of three: one failed request on a quiet endpoint is a whole bad minute.
        evaluationPeriods: 3,
        datapointsToAlarm: 2,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
        alarmDescription: `Variant ${variant.variantName} of endpoint ${dimensions.endpointName}: ${kind.description}. During a deployment this brings the old configuration back.`,
      }),
  );
}
