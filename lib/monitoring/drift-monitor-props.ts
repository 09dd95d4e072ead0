import type { Duration } from 'aws-cdk-lib';
import type { AlertTopic, ArtifactStore } from '../foundation';
import type { IModelEndpoint } from '../serving';
import type { Baseline } from './baseline';
import type { CaptureLocation } from './capture-location';
import type { DriftMuteProps, DriftThresholds } from './drift-thresholds';

/** How a monitor judges, wherever the traffic comes from. */
export interface DriftMonitorOptions {
  /**
   * Length of a window: 1, 2, 3, 4, 6, 8, 12 or 24 hours. Windows begin at midnight UTC and are judged 20 minutes
   * after their end. A baseline with `--window day` knows its unrest by the day, one with `--window hour` by the hour.
   *
   * @default Duration.hours(24)
   */
  readonly window?: Duration;

  /**
   * Coverage below which a window says nothing and `INCOMPLETE` alarms: above 0, below 1.
   *
   * @default 0.9
   */
  readonly minimumCoverage?: number;

  /**
   * Thresholds of every feature and output. A baseline's own unrest raises them.
   *
   * @default - see `DriftThresholds`
   */
  readonly thresholds?: DriftThresholds;

  /**
   * Thresholds by name of the feature or output; they go before `thresholds`.
   *
   * @default - none
   */
  readonly featureThresholds?: { [name: string]: DriftThresholds };

  /**
   * Expected share of false findings among the findings of a window (Benjamini-Hochberg): above 0, below 1.
   *
   * @default 0.01
   */
  readonly falseDiscoveryRate?: number;

  /**
   * Usable values below which the distribution of a feature is not tested.
   *
   * @default 30
   */
  readonly minimumRows?: number;

  /**
   * Until then nothing is worse than a warning, ISO 8601 in UTC: for the first days of a new model. A date, so that the
   * next deployment does not begin anew.
   *
   * @default - never quiet
   */
  readonly quietUntil?: string;

  /**
   * What somebody took responsibility for.
   *
   * @default - nothing is muted
   */
  readonly mutes?: DriftMuteProps[];
}

/** Properties of `DriftMonitor`. */
export interface DriftMonitorProps extends DriftMonitorOptions {
  /** The endpoint whose traffic is watched: this library's, or `ModelEndpoint.fromEndpointName`. */
  readonly endpoint: IModelEndpoint;

  /** Where sketches, prediction rows and reports are kept. */
  readonly store: ArtifactStore;

  /** What the traffic is compared with. */
  readonly baseline: Baseline;

  /**
   * Where requests and responses are captured.
   *
   * @default CaptureLocation.inStore(), where a `ModelEndpoint` with the same store captures
   */
  readonly capture?: CaptureLocation;

  /**
   * The variant that is watched.
   *
   * @default - the endpoint's default variant
   */
  readonly variantName?: string;

  /**
   * Version of the model, for reports.
   *
   * @default - reports name none
   */
  readonly modelVersion?: string;

  /**
   * Share of requests that the endpoint captures, in percent: above 0, at most 100. Coverage is judged by it.
   *
   * @default 100
   */
  readonly captureSamplingPercentage?: number;

  /**
   * Told when an alarm goes off and when it is over.
   *
   * @default - the alert topic of the store, if it has one
   */
  readonly alerts?: AlertTopic;
}
