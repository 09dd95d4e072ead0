import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { ModelEndpointBase } from './endpoint-base';

const PERIOD = Duration.minutes(5);
/** A quarter of an hour: one client that retries is no attack. */
const EVALUATION_PERIODS = 3;
/** Width of the band of what is usual, in standard deviations: about one false alarm in years of a calm series. */
const BAND_WIDTH = 4;
const REFUSED_SHARE = 0.1;

export interface Watched {
  readonly endpointName: string;
  readonly productionVariantNames: string[];
  readonly metricInvocations: ModelEndpointBase['metricInvocations'];
  readonly metricInvocation4XXErrors: ModelEndpointBase['metricInvocation4XXErrors'];
}

/**
 * Two alarms a production variant: requests far above what CloudWatch has learned to expect at this time, and a tenth of
 * them refused. A model is copied by asking it often, and probed by requests that it does not accept.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html
 */
export function abuseAlarms(scope: Construct, endpoint: Watched): cloudwatch.AlarmBase[] {
  return endpoint.productionVariantNames.flatMap((variant, index) => {
    const where = `Variant ${variant} of endpoint ${endpoint.endpointName}`;
    const surge = new cloudwatch.AnomalyDetectionAlarm(scope, `Surge-${index}`, {
      metric: endpoint.metricInvocations(variant, { period: PERIOD }),
      stdDevs: BAND_WIDTH,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD,
      evaluationPeriods: EVALUATION_PERIODS,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription: `${where}: far more requests than usual. Somebody may be copying the model: find the caller in the audit trail.`,
    });
    const refused = new cloudwatch.Alarm(scope, `Refused-${index}`, {
      metric: endpoint.metricInvocation4XXErrors(variant, { period: PERIOD, statistic: cloudwatch.Stats.AVERAGE }),
      threshold: REFUSED_SHARE,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: EVALUATION_PERIODS,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription: `${where}: more than ${REFUSED_SHARE * 100} % of requests are refused with 4xx. Somebody may be probing the model, or a client is broken: find the caller in the audit trail.`,
    });
    return [surge, refused];
  });
}
