import type { Duration, Size } from 'aws-cdk-lib';
import type { ModelVersion } from '../registry';
import type { EndpointOptions, VariantScaling } from '../serving';
import type { Approval } from './approval';
import type { Fallback } from './fallback';
import type { GoldenRequest } from './golden-request';
import type { IReleaseLedger } from './release-ledger';
import type { WaitFor } from './wait-for';

/** A second model version beside the champion. */
export interface CompanionProps {
  /** The version. */
  readonly model: ModelVersion;

  /**
   * Instance type.
   *
   * @default - that of the champion
   */
  readonly instanceType?: string;

  /**
   * Number of instances, at least 1.
   *
   * @default 1
   */
  readonly instanceCount?: number;

  /**
   * Environment variables of its container.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };
}

/** A model version that answers a share of the requests. */
export interface ChallengerProps extends CompanionProps {
  /** Share of the requests that it answers, in percent: 0 or more, below 100. */
  readonly trafficPercentage: number;
}

/** A model version that sees copies of the requests and answers nobody. */
export interface ShadowProps extends CompanionProps {
  /**
   * Share of the requests that is copied, in percent: above 0, at most 100.
   *
   * @default 100
   */
  readonly samplingPercentage?: number;
}

/** An endpoint that the release machine takes over as it is. */
export interface ExistingEndpointProps {
  /** Name of the endpoint configuration that serves now. */
  readonly endpointConfigName: string;

  /** Names of its SageMaker models. */
  readonly modelNames: string[];

  /**
   * Name of its production variant. A deployment without a failed request needs the same name before and after.
   *
   * @default 'champion'
   */
  readonly championVariantName?: string;
}

/** Properties of `ReleasedEndpoint`. */
export interface ReleasedEndpointProps extends EndpointOptions {
  /** The version that answers requests: the champion of the first release, and of every deployment that changes it. */
  readonly model: ModelVersion;

  /**
   * Instance type of the champion, such as `ml.m5.large`.
   *
   * @default 'ml.m5.large'
   */
  readonly instanceType?: string;

  /**
   * Number of instances of the champion when a configuration is deployed, at least 1.
   *
   * @default 2
   */
  readonly instanceCount?: number;

  /**
   * Automatic scaling of the champion.
   *
   * @default - the number of instances stays as it is
   */
  readonly scaling?: VariantScaling;

  /**
   * Environment variables of the champion's container: at most 100, and no secrets.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * How long the champion's container may take until `/ping` answers 200: whole seconds, 60 to 3600.
   *
   * @default - SageMaker's own limit
   */
  readonly containerStartupHealthCheckTimeout?: Duration;

  /**
   * How long the download of the champion's artifact may take: whole seconds, 60 to 3600.
   *
   * @default - SageMaker's own limit
   */
  readonly modelDataDownloadTimeout?: Duration;

  /**
   * Size of the storage volume of each of the champion's instances, 1 to 512 GiB.
   *
   * @default - depends on the instance type
   */
  readonly volumeSize?: Size;

  /**
   * A version that sees copies of the requests. It excludes a challenger and a warm fallback.
   *
   * @default - none
   */
  readonly shadow?: ShadowProps;

  /**
   * A version that answers a share of the requests. It excludes a shadow.
   *
   * @default - none
   */
  readonly challenger?: ChallengerProps;

  /**
   * Requests that a release must answer before it is live, at most 50.
   *
   * @default - none: what counts are the container's health check and the rollback alarms
   */
  readonly goldenRequests?: GoldenRequest[];

  /**
   * Whether the model before is kept warm.
   *
   * @default Fallback.none()
   */
  readonly fallback?: Fallback;

  /**
   * Longest that a rollback may take until the version before answers. Synthesis fails where `fallback` cannot keep it.
   *
   * @default - what `fallback` buys: 30 seconds with a warm one, else `launchAllowance` and a minute
   */
  readonly recoveryTimeObjective?: Duration;

  /**
   * How long a fleet takes from its launch until its containers are healthy. Measure it: large images and models take
   * longer. The length of a deployment and of a cold rollback are reckoned with it.
   *
   * @default Duration.minutes(10)
   */
  readonly launchAllowance?: Duration;

  /**
   * Who must have agreed to a version that comes at run time.
   *
   * @default Approval.byAnotherPrincipal()
   */
  readonly approval?: Approval;

  /**
   * When a deployment of the stack is done.
   *
   * @default WaitFor.LIVE
   */
  readonly waitFor?: WaitFor;

  /**
   * Takes over an endpoint of this name that exists already. Without it a deployment is refused that finds one.
   *
   * @default - the endpoint does not exist yet
   */
  readonly adoptExisting?: ExistingEndpointProps;

  /**
   * Where releases are recorded. Pass the one that a removed stack has left to go on with what was live.
   *
   * @default - a ledger of its own, which stays when the stack is removed
   */
  readonly ledger?: IReleaseLedger;

  /**
   * Whether a difference between endpoint and ledger is repaired. People are told in any case.
   *
   * @default false
   */
  readonly repair?: boolean;

  /**
   * How long a release stays able to come back: whole days, 1 to 3650.
   *
   * @default Duration.days(180)
   */
  readonly retention?: Duration;

  /**
   * Where people read what to do when an alarm of this construct goes off: an https URL.
   *
   * @default - the description of the alarm has to do
   */
  readonly runbookUrl?: string;
}
