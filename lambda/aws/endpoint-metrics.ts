import { type CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { EndpointMetric, MetricDimension, NAMESPACE, SAGEMAKER_NAMESPACE } from '../../lib/contract';

export interface EndpointVariant {
  readonly endpointName: string;
  readonly variantName: string;
}

const HOUR_SECONDS = 3600;

/** CloudWatch metrics of one variant of one endpoint. */
export class EndpointMetrics {
  constructor(
    private readonly client: CloudWatchClient,
    private readonly variant: EndpointVariant,
  ) {}

  /**
   * Requests that the variant was sent, over whole UTC hours: hourly sums are kept for 455 days.
   *
   * @returns undefined where CloudWatch knows of none, which is not the same as none.
   */
  async invocations(start: Date, end: Date): Promise<number | undefined> {
    const metric = {
      Namespace: SAGEMAKER_NAMESPACE,
      MetricName: EndpointMetric.INVOCATIONS,
      Dimensions: this.dimensions(),
    };
    const query = { Id: 'invocations', MetricStat: { Metric: metric, Period: HOUR_SECONDS, Stat: 'Sum' } };
    const values: number[] = [];
    let token: string | undefined;
    do {
      const page = await this.client.send(
        new GetMetricDataCommand({ MetricDataQueries: [query], StartTime: start, EndTime: end, NextToken: token }),
      );
      values.push(...(page.MetricDataResults?.[0]?.Values ?? []));
      token = page.NextToken;
    } while (token !== undefined);
    return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
  }

  /** @param values by name of the metric, without unit. @param time CloudWatch takes none older than two weeks. */
  async put(values: Readonly<Record<string, number>>, time: Date): Promise<void> {
    const data = Object.entries(values).map(([MetricName, Value]) => {
      return { MetricName, Value, Timestamp: time, Unit: 'None' as const, Dimensions: this.dimensions() };
    });
    await this.client.send(new PutMetricDataCommand({ Namespace: NAMESPACE, MetricData: data }));
  }

  private dimensions() {
    return [
      { Name: MetricDimension.ENDPOINT_NAME, Value: this.variant.endpointName },
      { Name: MetricDimension.VARIANT_NAME, Value: this.variant.variantName },
    ];
  }
}
