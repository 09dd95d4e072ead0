import type { Duration } from 'aws-cdk-lib';

/** What brings the old configuration back during a deployment, by variant. */
export interface RollbackThresholds {
  /**
   * Share of requests that the service or the container answered with 5xx: in percent, above 0 and at most 100.
   *
   * @default 1
   */
  readonly serverErrorPercent?: number;

  /**
   * Share of requests that got no valid answer from the container, its 4xx answers included: in percent, above 0 and at
   * most 100.
   *
   * @default 5
   */
  readonly modelErrorPercent?: number;

  /**
   * Time in the container at the 99th percentile. At most 60 seconds, after which SageMaker gives up on a request.
   *
   * @default - latency brings nothing back: what is slow depends on the model
   */
  readonly p99Latency?: Duration;
}
