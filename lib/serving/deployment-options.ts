import type { Duration } from 'aws-cdk-lib';

/** Waits of a blue/green deployment. */
export interface AllAtOnceOptions {
  /**
   * How long the new fleet is watched after traffic moved: whole seconds, 0 to 3600. Rollback alarms need two bad
   * minutes of three, so a shorter wait ends before they can go off.
   *
   * @default Duration.minutes(5)
   */
  readonly waitInterval?: Duration;

  /**
   * How long the old fleet stays after the new one has proven itself: whole seconds, 0 to 3600.
   *
   * @default Duration.minutes(2)
   */
  readonly terminationWait?: Duration;

  /**
   * Longest total, with the launch of instances: whole seconds, 600 to 28800. After it the deployment is rolled back.
   *
   * @default - the longest that SageMaker allows
   */
  readonly maximumExecutionTimeout?: Duration;
}

/** Options of a deployment that moves traffic in steps. */
export interface SteppedOptions extends AllAtOnceOptions {
  /**
   * Size of a step as a share of each variant's instances, in percent. Give this or `instances`.
   *
   * @default - one instance
   */
  readonly percent?: number;

  /**
   * Size of a step in instances of each variant. Give this or `percent`.
   *
   * @default 1
   */
  readonly instances?: number;
}

/** Options of a rolling deployment. */
export interface RollingOptions {
  /**
   * Size of a batch as a share of the instances, 5 to 50 percent. Give this or `instances`.
   *
   * @default - one instance
   */
  readonly percent?: number;

  /**
   * Size of a batch in instances, 5 to 50 percent of all. Give this or `percent`.
   *
   * @default 1
   */
  readonly instances?: number;

  /**
   * Size of a batch on the way back, as a share of the instances, 1 to 100 percent.
   *
   * @default - all at once
   */
  readonly rollbackPercent?: number;

  /**
   * How long each batch is watched: whole seconds, 0 to 3600. Rollback alarms need two bad minutes of three, so a
   * shorter wait ends before they can go off.
   *
   * @default Duration.minutes(5)
   */
  readonly waitInterval?: Duration;

  /**
   * Longest total, with the launch of instances: whole seconds, 600 to 28800. After it the deployment is rolled back.
   *
   * @default - the longest that SageMaker allows
   */
  readonly maximumExecutionTimeout?: Duration;
}
