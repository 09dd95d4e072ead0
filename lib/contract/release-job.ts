import type { Release, ReleaseState } from './release-ledger';
import type { ReleaseStep } from './release-machine';
import type { OrphanedRequest, ReleaseOperation, ReleaseRequest } from './release-request';

/** What an execution of the release machine carries from step to step, and what its functions take and give. */

/** Environment variable of every function of the machine: {@link ReleaseFunctionSettings} as JSON. */
export const RELEASE_SETTINGS = 'RELEASE_SETTINGS';

/** What the functions are told. */
export interface ReleaseFunctionSettings {
  readonly schemaVersion: number;
  readonly endpointName: string;
  readonly table: string;
  /** ARN of the asymmetric key that signs releases. */
  readonly signingKeyArn: string;
  readonly evidence: { readonly bucket: string; readonly keyArn: string };
  readonly artifacts: { readonly bucket: string; readonly keyArn: string };
  /** How long releases, their configurations and models stay able to come back, days. */
  readonly retentionDays: number;
}

/** One change of the endpoint that is to be made, or was found half made. */
export interface ReleaseJob {
  /** The request's own; false for one that a dead execution left behind. */
  readonly own: boolean;
  readonly release: Release;
  /** The call that makes it, in SageMaker's names; given by Prepare. */
  readonly call?: ReleaseCall;
  /** The call that undoes it; given by Restore. */
  readonly restore?: ReleaseCall;
  /** What went wrong, in a sentence. */
  readonly failure?: string;
  /** What is to be written about it when it is abandoned. */
  readonly abandonAs?: Exclude<ReleaseState, 'LIVE'>;
  /** When the endpoint was called, ISO 8601. */
  readonly calledAt?: string;
}

/** A call of SageMaker's API, its parameters as they are sent. */
export interface ReleaseCall {
  readonly kind: 'create' | 'update' | 'shift';
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** How far the request has come. */
export interface ReleaseProgress {
  /** Nothing is left of it but to unlock and to answer. */
  readonly handled: boolean;
  /** Steps of a shift that are live. */
  readonly shifted: number;
  /** Live when the request came upon a running change, which it asked to stop. */
  readonly stopped?: { readonly live?: number; readonly executionArn: string };
  /** ROLLBACK: live when it came upon another rollback, so what it is to leave. */
  readonly leaves?: number;
  /** SETTLE: CloudFormation still waits for the answer of a dead execution. */
  readonly orphan?: OrphanedRequest;
  /** What became of the request. */
  readonly state?: ReleaseState | 'UNCHANGED' | 'REMOVED' | 'PINNED' | 'UNPINNED' | 'STOPPED' | 'SETTLED';
  /** Release that the request made, or that it found. */
  readonly release?: number;
  readonly reason?: string;
}

/** DescribeEndpoint, as far as the machine looks at it. Absent members: the endpoint does not exist. */
export interface ObservedEndpoint {
  readonly status?: string;
  readonly endpointConfigName?: string;
  readonly failureReason?: string;
  readonly variants?: readonly ObservedVariant[];
}

export interface ObservedVariant {
  readonly variantName: string;
  readonly weight?: number;
  readonly instanceCount?: number;
}

/** Statuses in which SageMaker takes no other change. */
export const MOVING_STATUSES: readonly string[] = ['Creating', 'Updating', 'SystemUpdating', 'RollingBack', 'Deleting'];

/** What a function of the machine is called with. */
export interface ReleaseStepInput {
  readonly step: ReleaseStep;
  readonly execution: { readonly arn: string; readonly startedAt: string };
  readonly request: ReleaseRequest;
  readonly progress: ReleaseProgress;
  readonly job?: ReleaseJob;
  /** What the last call of SageMaker by the state machine itself was refused with. */
  readonly error?: string;
}

/** What it answers: the transition, and what has changed of what the execution carries. */
export interface ReleaseStepOutput {
  readonly outcome: string;
  readonly progress?: ReleaseProgress;
  readonly job?: ReleaseJob;
  /** Seconds that the wait after it takes, where it is not the usual. */
  readonly waitSeconds?: number;
  /** Detail of the event that Announce sends. */
  readonly event?: ReleaseEventDetail;
}

/** `detail-type` of the event that every change of a release's state sends. */
export const RELEASE_EVENT = 'Release State Change';

export interface ReleaseEventDetail {
  readonly schemaVersion: number;
  readonly endpointName: string;
  readonly operation: ReleaseOperation;
  readonly state: NonNullable<ReleaseProgress['state']>;
  readonly release?: number;
  readonly live?: number;
  readonly versions?: Readonly<Record<string, string>>;
  readonly reason?: string;
  readonly requestedBy?: string;
  readonly executionArn: string;
}

/** Metrics in the library's namespace; dimension: endpoint. */
export const ReleaseMetric = {
  /** 1 where somebody asked for the running change to be stopped. */
  ABORT: 'ReleaseAbort',
  /** 1 where the endpoint is not what the ledger says is live, else 0. */
  DIFFERENCE: 'ReleaseDifference',
  /** 1 where a change was taken back, died, or could not be made when nobody was there to be told. */
  FAILED: 'ReleaseFailed',
  /** 1 where the release before could not come back now, else 0. */
  ROLLBACK_UNREADY: 'RollbackUnready',
} as const;

/** `detail-type` of the event of a difference between ledger and endpoint. */
export const RELEASE_DIFFERENCE_EVENT = 'Release Difference';

export interface ReleaseDifferenceDetail {
  readonly schemaVersion: number;
  readonly endpointName: string;
  readonly live?: number;
  readonly expected: string;
  readonly found: string;
  /** Who did it, where CloudTrail knows. */
  readonly by?: string;
  readonly call?: string;
  readonly at?: string;
  readonly repair: boolean;
}

/** Tags of every SageMaker resource that the machine makes. */
export const ReleaseTag = {
  ENDPOINT: 'cdk-production-ml:endpoint',
  MODEL: 'cdk-production-ml:model',
  MODEL_VERSION: 'cdk-production-ml:model-version',
  ARTIFACT: 'cdk-production-ml:artifact-sha256',
  HASH: 'cdk-production-ml:hash',
} as const;

/** What the CLI must know of a deployed release machine: the value of its deployment record. */
export interface ReleaseDeployment {
  readonly stateMachineArn: string;
  /** ARN of the machine that only rolls back and aborts, for those who may do no more. */
  readonly rollbackStateMachineArn: string;
  readonly table: string;
  readonly endpointName: string;
  readonly artifactBucket: string;
  readonly artifactKeyArn: string;
  /** Prefix of the artifact bucket to which candidates are uploaded. */
  readonly candidatePrefix: string;
  readonly abortAlarmName: string;
  readonly differenceAlarmName: string;
  readonly rollbackUnreadyAlarmName: string;
  readonly approval: 'ANOTHER_PRINCIPAL' | 'NOT_REQUIRED';
  readonly declaredRtoSeconds: number;
  readonly fallback: 'warm' | 'none';
  readonly stackName: string;
}

/** Environment variable of the function that watches: {@link ReleaseWatchSettings} as JSON. */
export const RELEASE_WATCH = 'RELEASE_WATCH';

export interface ReleaseWatchSettings {
  readonly stateMachineArn: string;
  readonly endpointArn: string;
  /** Whether a difference is repaired, or only told. */
  readonly repair: boolean;
}

/** What the function that watches is called with, whoever calls it. */
export interface ReleaseWatchEvent {
  /** Default: whether the endpoint is what the ledger says. */
  readonly check?: 'readiness';
  /** An execution of the machine that ended badly, as Step Functions tells EventBridge. */
  readonly detail?: { readonly executionArn: string; readonly name: string };
}
