/** Thresholds at which the hosting emulator writes a data-capture object; the first that is reached counts. */
export interface CaptureFlush {
  readonly records?: number;
  readonly bytes?: number;
  readonly seconds?: number;
}

export interface LocalAccountProps {
  /** Region of clients that name none. @default 'eu-central-1' */
  readonly region?: string;
  /** Whether signatures and IAM policies are enforced. The account's own key is root. @default false */
  readonly auth?: boolean;
  /** Seconds that launching an instance takes. @default 0 */
  readonly launchDelaySeconds?: number;
  /** Seconds that a container has to answer `/ping` with 200. @default 60 */
  readonly startTimeoutSeconds?: number;
  /** @default - the emulator's own thresholds */
  readonly captureFlush?: CaptureFlush;
  /** Seconds that a custom resource without a `ServiceTimeout` may take. @default 300 (CloudFormation: 3600) */
  readonly customResourceTimeoutSeconds?: number;
  /** File that takes the log. @default - a new one in `.local/logs/` */
  readonly log?: string;
}

/** A container image, which here is a command that starts a process with the SageMaker container contract. */
export interface LocalImage {
  /** The image as a model names it: repository and tag or digest. */
  readonly image: string;
  readonly command: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What `setHosting` changes; what is left out stays. */
export interface HostingChanges {
  /** Seconds that launching an instance takes. */
  readonly launchDelaySeconds?: number;
  /** Factor on the waits of deployment policies, from 0 to 1: at 0.01 a bake of 300 seconds takes 3. */
  readonly timeScale?: number;
  /** Instances that one account can have in one region, both fleets of an update counted; null for no limit. */
  readonly capacity?: number | null;
  /** How many of the next launches fail, as if their containers never got healthy. */
  readonly failLaunches?: number;
}

/** Something a deployment asked for that this account only wrote down. */
export interface RecordedResource {
  /** The CloudFormation type; with `.Name` at the end, one property or attribute of a type that is served otherwise. */
  readonly type: string;
  readonly logicalId: string;
  readonly stack: string;
  readonly physicalId: string;
  readonly region: string;
  readonly account: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Something that goes wrong with the next calls of one action. */
export interface Fault {
  /** Prefix of the service's IAM actions, for example `sagemaker`. */
  readonly service: string;
  /** The operation as IAM names it, for example `UpdateEndpoint`. */
  readonly action: string;
  /**
   * `throttle`: refused as too frequent. `fail`: refused with a ValidationException, which no SDK tries again.
   * `answer-lost`: it takes effect, and the caller gets a 500.
   */
  readonly kind: 'throttle' | 'answer-lost' | 'fail';
  /** How many calls meet it; tries of an SDK count one by one. @default 1 */
  readonly times?: number;
  /** What the error says. */
  readonly message?: string;
}

/** Calls that a principal has made, with the same action and resource. */
export interface ServiceCalls {
  /** Prefix of the IAM action. */
  readonly service: string;
  readonly action: string;
  /** ARN of what was called upon, where the request names it. */
  readonly resource?: string;
  /** Name of the role, `user/NAME`, or `root`: the account's own key. */
  readonly principal: string;
  readonly count: number;
}
