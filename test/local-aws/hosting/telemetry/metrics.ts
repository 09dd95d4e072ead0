/**
 * The invocation metrics of a variant, in CloudWatch's units.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
 */
import {
  type CloudWatchClient,
  type MetricDatum,
  PutMetricDataCommand,
  type StandardUnit,
} from '@aws-sdk/client-cloudwatch';
import { EndpointMetric, MetricDimension, SAGEMAKER_NAMESPACE } from '../../../../lib/contract/metrics';
import { messageOf } from '../errors';

/** What one request to one variant came to. */
export interface InvocationOutcome {
  readonly endpointName: string;
  readonly variantName: string;
  readonly configName: string;
  /** When the request was made, on the caller's clock. */
  readonly time: Date;
  /** HTTP status of the container; undefined where it gave no answer. */
  readonly containerStatus: number | undefined;
  readonly modelMicroseconds: number;
  readonly overheadMicroseconds: number;
  readonly instanceCount: number;
}

/** The data points of one request: every count is sent with every request, 0 included, so that averages are rates. */
export function measurements(outcome: InvocationOutcome): [name: string, unit: StandardUnit, value: number][] {
  const status = outcome.containerStatus;
  const is = (holds: boolean): number => (holds ? 1 : 0);
  return [
    [EndpointMetric.INVOCATIONS, 'None', 1],
    [EndpointMetric.INVOCATIONS_PER_INSTANCE, 'None', 1 / Math.max(outcome.instanceCount, 1)],
    [EndpointMetric.INVOCATION_4XX_ERRORS, 'None', is(status !== undefined && status >= 400 && status < 500)],
    [EndpointMetric.INVOCATION_5XX_ERRORS, 'None', is(status === undefined || status >= 500)],
    [EndpointMetric.INVOCATION_MODEL_ERRORS, 'None', is(status === undefined || status < 200 || status >= 300)],
    [EndpointMetric.MODEL_LATENCY, 'Microseconds', outcome.modelMicroseconds],
    [EndpointMetric.OVERHEAD_LATENCY, 'Microseconds', outcome.overheadMicroseconds],
  ];
}

/** Values of one metric within one second. */
interface Series {
  readonly datum: MetricDatum;
  readonly counts: Map<number, number>;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
const MAX_VALUES_A_DATUM = 150;
const MAX_DATA_A_CALL = 1000;

export class MetricPublisher {
  private series = new Map<string, Series>();
  private timer: NodeJS.Timeout | undefined;
  private sending: Promise<void> = Promise.resolve();

  constructor(
    private readonly client: CloudWatchClient,
    private readonly flushSeconds: number,
    private readonly report: (problem: string) => void,
  ) {}

  record(outcome: InvocationOutcome): void {
    const second = Math.floor(outcome.time.getTime() / 1000);
    const variant = [
      { Name: MetricDimension.ENDPOINT_NAME, Value: outcome.endpointName },
      { Name: MetricDimension.VARIANT_NAME, Value: outcome.variantName },
    ];
    const configured = [...variant, { Name: MetricDimension.ENDPOINT_CONFIG_NAME, Value: outcome.configName }];
    for (const [name, unit, value] of measurements(outcome)) {
      for (const dimensions of [variant, configured]) {
        const key = `${name}\n${second}\n${dimensions.map(({ Value }) => Value).join('\n')}`;
        let series = this.series.get(key);
        if (series === undefined) {
          const Timestamp = new Date(second * 1000);
          series = { datum: { MetricName: name, Unit: unit, Dimensions: dimensions, Timestamp }, counts: new Map() };
          this.series.set(key, series);
        }
        series.counts.set(value, (series.counts.get(value) ?? 0) + 1);
      }
    }
    this.timer ??= setTimeout(() => void this.flush(), this.flushSeconds * 1000);
  }

  /** Sends what has been gathered; settles when it and everything before it is sent or given up. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const data = [...this.series.values()].flatMap(split);
    this.series = new Map();
    this.sending = this.sending.then(() => this.send(data));
    return this.sending;
  }

  private async send(data: readonly MetricDatum[]): Promise<void> {
    for (let start = 0; start < data.length; start += MAX_DATA_A_CALL) {
      const MetricData = data.slice(start, start + MAX_DATA_A_CALL);
      try {
        await this.client.send(new PutMetricDataCommand({ Namespace: SAGEMAKER_NAMESPACE, MetricData }));
      } catch (error) {
        this.report(`${MetricData.length} metric data: ${messageOf(error)}`);
      }
    }
  }
}

function split({ datum, counts }: Series): MetricDatum[] {
  const entries = [...counts];
  const data: MetricDatum[] = [];
  for (let start = 0; start < entries.length; start += MAX_VALUES_A_DATUM) {
    const part = entries.slice(start, start + MAX_VALUES_A_DATUM);
    data.push({ ...datum, Values: part.map(([value]) => value), Counts: part.map(([, count]) => count) });
  }
  return data;
}
