/** From which effect on a change is worth a warning, or critical. What is left out keeps its default. */
export interface DriftThresholds {
  /**
   * Population stability index from which on a change is a warning: above 0.
   *
   * @default 0.1
   */
  readonly psiWarning?: number;

  /**
   * Population stability index from which on a change is critical.
   *
   * @default 0.25
   */
  readonly psiCritical?: number;

  /**
   * First Wasserstein distance, in standard deviations of the baseline, from which on a change is a warning: above 0.
   *
   * @default 0.1
   */
  readonly wassersteinWarning?: number;

  /**
   * First Wasserstein distance, in standard deviations of the baseline, from which on a change is critical.
   *
   * @default 0.3
   */
  readonly wassersteinCritical?: number;

  /**
   * Rise of the share of null, invalid, unseen or out-of-range rows from which on it is a warning: 0 to 1.
   *
   * @default 0.01
   */
  readonly shareWarning?: number;

  /**
   * Rise of the share of null, invalid, unseen or out-of-range rows from which on it is critical: 0 to 1.
   *
   * @default 0.05
   */
  readonly shareCritical?: number;
}

/** What a mute is about. */
export enum DriftKind {
  /** The inputs moved. */
  DATA_DRIFT = 'DATA_DRIFT',
  /** The model's answers moved. */
  PREDICTION_DRIFT = 'PREDICTION_DRIFT',
  /** More values are null, invalid, unseen or out of range. */
  DATA_QUALITY = 'DATA_QUALITY',
  /** An input has differed from the training data from the start. */
  TRAINING_SERVING_SKEW = 'TRAINING_SERVING_SKEW',
}

/** A person's decision not to be alarmed by something for a while. Reports still list it. */
export interface DriftMuteProps {
  /** Name of the feature or output, or `*` for all. */
  readonly name: string;

  /**
   * Only this kind of finding.
   *
   * @default - every kind
   */
  readonly kind?: DriftKind;

  /** Why it is no cause for alarm. */
  readonly reason: string;

  /** Who answers for it. */
  readonly owner: string;

  /** From then on it alarms again, ISO 8601 in UTC: `2026-12-31T00:00:00Z`. */
  readonly expiresAt: string;
}
