import {
  type CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { MetricDimension, NAMESPACE, type RollbackAlarmSettings, SAGEMAKER_NAMESPACE } from '../../lib/contract';

/** The fleet that an alarm looks at. */
export interface WatchedFleet {
  readonly endpointName: string;
  readonly variantName: string;
  readonly endpointConfigName: string;
}

/** Alarms that take a release back, and metrics of the machine itself. */
export interface ReleaseAlarms {
  put(name: string, fleet: WatchedFleet, settings: RollbackAlarmSettings): Promise<void>;
  remove(names: readonly string[]): Promise<void>;
  /** Those of the names that are in ALARM. */
  firing(names: readonly string[]): Promise<readonly string[]>;
  /** A figure of the endpoint in the library's namespace. */
  metric(name: string, endpointName: string, value: number): Promise<void>;
}

/** As the alarms of a template are: two bad minutes of three, and silence is not bad. */
const EVALUATION = { Period: 60, EvaluationPeriods: 3, DatapointsToAlarm: 2 };
const MAX_NAMES = 100;

export class CloudWatchReleaseAlarms implements ReleaseAlarms {
  constructor(private readonly client: CloudWatchClient) {}

  async put(name: string, fleet: WatchedFleet, settings: RollbackAlarmSettings): Promise<void> {
    const percentile = settings.statistic.startsWith('p');
    await this.client.send(
      new PutMetricAlarmCommand({
        AlarmName: name,
        AlarmDescription: settings.description,
        Namespace: SAGEMAKER_NAMESPACE,
        MetricName: settings.metricName,
        Dimensions: [
          { Name: MetricDimension.ENDPOINT_NAME, Value: fleet.endpointName },
          { Name: MetricDimension.VARIANT_NAME, Value: fleet.variantName },
          { Name: MetricDimension.ENDPOINT_CONFIG_NAME, Value: fleet.endpointConfigName },
        ],
        ...(percentile ? { ExtendedStatistic: settings.statistic } : { Statistic: settings.statistic as 'Average' }),
        ...EVALUATION,
        Threshold: settings.threshold,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
      }),
    );
  }

  async remove(names: readonly string[]): Promise<void> {
    if (names.length > 0) await this.client.send(new DeleteAlarmsCommand({ AlarmNames: [...names] }));
  }

  async firing(names: readonly string[]): Promise<readonly string[]> {
    if (names.length === 0) return [];
    const { MetricAlarms = [], CompositeAlarms = [] } = await this.client.send(
      new DescribeAlarmsCommand({
        AlarmNames: names.slice(0, MAX_NAMES),
        StateValue: 'ALARM',
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      }),
    );
    return [...MetricAlarms, ...CompositeAlarms].flatMap(({ AlarmName }) => AlarmName ?? []);
  }

  async metric(name: string, endpointName: string, value: number): Promise<void> {
    const Dimensions = [{ Name: MetricDimension.ENDPOINT_NAME, Value: endpointName }];
    await this.client.send(
      new PutMetricDataCommand({
        Namespace: NAMESPACE,
        // One second is as fine as CloudWatch goes: an alarm of ten seconds needs it.
        MetricData: [{ MetricName: name, Dimensions, Value: value, Unit: 'None', StorageResolution: 1 }],
      }),
    );
  }
}
