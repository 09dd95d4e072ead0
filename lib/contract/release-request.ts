import type { ModelManifestDocument } from './documents';

/** What the release machine can be asked for. */
export type ReleaseOperation =
  /** A deployment of the stack. */
  | 'DEPLOY'
  /** CloudFormation rolls a deployment back. */
  | 'UNDO_DEPLOY'
  /** The stack is deleted. */
  | 'REMOVE'
  /** Another model version in one role. */
  | 'PROMOTE'
  /** Back to an earlier release. */
  | 'ROLLBACK'
  /** Stop the change that is running. */
  | 'ABORT'
  /** Other weights of the production variants, in steps. */
  | 'SHIFT'
  | 'PIN'
  | 'UNPIN'
  /** Bring the endpoint back to what the ledger says is live. */
  | 'REPAIR'
  /** Settle what a dead execution left behind, and nothing else. */
  | 'SETTLE';

/** Where and how CloudFormation wants its answer. */
export interface CloudFormationRequest {
  readonly responseUrl: string;
  readonly stackId: string;
  readonly requestId: string;
  readonly logicalResourceId: string;
  readonly physicalResourceId: string;
}

/** A request of CloudFormation whose execution ended without an answer. */
export interface OrphanedRequest {
  readonly answer: CloudFormationRequest;
  readonly executionArn: string;
  /** Whether what it was about took effect; known once all is settled. */
  readonly done?: boolean;
}

/** A step of a shift. */
export interface ShiftStep {
  /** Weight by name of the variant: 0 or more, and one of them above 0. */
  readonly weights: Readonly<Record<string, number>>;
  /** How long the step is watched before the next one, whole seconds, 0 to 3600. */
  readonly waitSeconds: number;
}

/** Input of the state machine. */
export interface ReleaseRequest {
  readonly schemaVersion: number;
  readonly operation: ReleaseOperation;
  /** Who asks, for the ledger; at most 256 characters. */
  readonly requestedBy?: string;
  /** Why, for the ledger; at most 1024 characters. */
  readonly reason?: string;
  /** Refused where another release is live by then. */
  readonly expectedLive?: number;
  /** How long to wait for a running change, whole seconds, 0 to 3600; default 900, and 0 for a promotion. */
  readonly lockWaitSeconds?: number;

  /** PROMOTE: the version, its artifact in a bucket. */
  readonly manifest?: ModelManifestDocument;
  /** PROMOTE: its role; default champion. */
  readonly role?: 'champion' | 'challenger' | 'shadow';
  /** ROLLBACK: the release to bring back; default the good one before. */
  readonly to?: number;
  /** ROLLBACK: no person asks for it. Refused where what serves has come back already: one step is as far as it goes. */
  readonly automatic?: boolean;
  /** SHIFT */
  readonly steps?: readonly ShiftStep[];
  /** DEPLOY */
  readonly declaration?: ReleaseDeclaration;
  /** UNDO_DEPLOY: SHA-256, hex, of the canonical JSON of the declaration that is taken back. */
  readonly undoes?: string;
  /** SETTLE: the dead execution, and where CloudFormation waits for its answer. */
  readonly orphan?: OrphanedRequest;
  /** REMOVE: the resource was only being made, and that failed: with its stack, or in an update of it. */
  readonly creating?: boolean;
  /** DEPLOY, UNDO_DEPLOY, REMOVE */
  readonly answer?: CloudFormationRequest;
}

/** What a template declares, as the custom resource passes it on. */
export interface ReleaseDeclaration {
  /** Native EndpointConfig of the template: its shape is read from SageMaker, so overrides of the template count. */
  readonly endpointConfigName: string;
  /** Manifest by role, with the place of the verified artifact. */
  readonly manifests: Readonly<Partial<Record<'champion' | 'challenger' | 'shadow', ModelManifestDocument>>>;
  /** `DeploymentConfig` of UpdateEndpoint, without the alarms of `rollback`. */
  readonly deployment: DeploymentSettings;
  /** `warm`: the model before is kept as a second production variant. */
  readonly fallback: 'warm' | 'none';
  readonly scaling: Readonly<Record<string, ScalingSettings>>;
  /** Alarms that are made for each configuration, so that they watch the new fleet only. */
  readonly rollback: readonly RollbackAlarmSettings[];
  /** Requests that a release must answer before it is live. */
  readonly probes: readonly GoldenRequest[];
  readonly adoptExisting: boolean;
  /** Whether a version from outside of a template needs another principal's approval. */
  readonly approval: 'ANOTHER_PRINCIPAL' | 'NOT_REQUIRED';
  /** Whether the deployment waits for its release: part of what tells two deployments apart. */
  readonly waitFor: 'LIVE' | 'ACCEPTED';
  /** Tags of all that the machine makes, beside its own. They come from the resource's property `Tags`. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** How a change of the configuration replaces the fleet; names and ranges are SageMaker's. */
export interface DeploymentSettings {
  readonly BlueGreenUpdatePolicy?: Readonly<Record<string, unknown>>;
  readonly RollingUpdatePolicy?: Readonly<Record<string, unknown>>;
  /** Names of alarms beside those of `rollback`. */
  readonly alarmNames: readonly string[];
}

/** Automatic scaling of one variant. */
export interface ScalingSettings {
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly targetInvocationsPerInstance: number;
  readonly scaleInCooldownSeconds: number;
  readonly scaleOutCooldownSeconds: number;
}

/** A rollback alarm of the champion, on the metrics of the new fleet. */
export interface RollbackAlarmSettings {
  /** Suffix of the alarm's name: `ServerErrors`. */
  readonly id: string;
  readonly metricName: string;
  /** `Average`, or a percentile such as `p99`. */
  readonly statistic: string;
  readonly threshold: number;
  readonly description: string;
}

/** A request whose answer is known. */
export interface GoldenRequest {
  readonly name: string;
  readonly contentType: string;
  readonly body: string;
  /**
   * Numbers of the answer in order, each within `tolerance`; without it any 2xx answer that fits the version's feature
   * schema will do.
   */
  readonly expected?: readonly number[];
  /** Absolute; default 1e-6. */
  readonly tolerance?: number;
}

/** What a declaration says about everything but the model versions: with them it makes a release. Kept in the ledger. */
export interface ReleaseSettings {
  readonly schemaVersion: number;
  /** Container, role, network and isolation of a SageMaker model by role, without image and artifact. */
  readonly models: Readonly<Record<string, ModelSettings>>;
  /** Variants by role, without model. */
  readonly variants: Readonly<Record<string, VariantSettings>>;
  /** Data capture without destination; the destination's prefix up to the configuration's hash. */
  readonly capture?: { readonly config: Readonly<Record<string, unknown>>; readonly bucketPrefix: string };
  readonly kmsKeyId?: string;
  readonly deployment: DeploymentSettings;
  readonly fallback: 'warm' | 'none';
  readonly scaling: Readonly<Record<string, ScalingSettings>>;
  readonly rollback: readonly RollbackAlarmSettings[];
  readonly probes: readonly GoldenRequest[];
  readonly approval: 'ANOTHER_PRINCIPAL' | 'NOT_REQUIRED';
  readonly tags?: Readonly<Record<string, string>>;
}

/** `CreateModel` as far as it is the same for every version. */
export interface ModelSettings {
  readonly executionRoleArn: string;
  readonly enableNetworkIsolation: boolean;
  readonly vpcConfig?: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string>>;
}

/** A production variant as far as it is the same for every version. */
export interface VariantSettings {
  readonly variantName: string;
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly weight: number;
  /** What else the native variant has, in SageMaker's names. */
  readonly more: Readonly<Record<string, unknown>>;
}
