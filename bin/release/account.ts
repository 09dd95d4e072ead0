import type {
  LedgerEvent,
  LedgerHead,
  ModelManifestDocument,
  ObservedEndpoint,
  Release,
  ReleaseDeployment,
  ReleaseOutcome,
  ReleaseRequest,
  ReleaseSettings,
  VersionApproval,
} from '../../lib/contract';

/** Who runs the command, as AWS sees it. */
export interface Caller {
  /** What IAM knows as `aws:userid`. */
  readonly userId: string;
  readonly arn: string;
}

/** All that the commands need of an AWS account. They keep no state of their own. */
export interface ReleaseAccount {
  caller(): Promise<Caller>;
  /** @throws OperatorError where no released endpoint has this name */
  deployment(endpointName: string): Promise<ReleaseDeployment>;
  open(deployment: ReleaseDeployment): ReleasedEndpointAccess;
}

/** One released endpoint. */
export interface ReleasedEndpointAccess {
  readonly ledger: OperatorLedger;
  readonly executions: OperatorExecutions;
  readonly candidates: CandidateStore;
  observed(): Promise<ObservedEndpoint>;
  /** Those of the alarms that are in ALARM. */
  firing(alarmNames: readonly string[]): Promise<readonly string[]>;
  /** What a release needs to come back and is not there, in words; undefined where all is. */
  missing(release: Release): Promise<string | undefined>;
}

/** The ledger as a person reads it. Nothing is written but the person's own records. */
export interface OperatorLedger {
  head(): Promise<LedgerHead | undefined>;
  releases(): Promise<ReadonlyMap<number, Release>>;
  outcomes(): Promise<ReadonlyMap<number, ReleaseOutcome>>;
  settings(sha256: string): Promise<ReleaseSettings | undefined>;
  manifest(sha256: string): Promise<ModelManifestDocument | undefined>;
  /** Newest first. */
  events(most: number): Promise<readonly LedgerEvent[]>;
  approvals(manifestSha256: string): Promise<readonly VersionApproval[]>;
  /** @returns false where this person has a record of the version already: it stays as it is */
  register(approval: VersionApproval): Promise<boolean>;
}

/** An execution of the release machine. */
export interface ExecutionState {
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly startedAt: Date;
  readonly stoppedAt?: Date;
  readonly error?: string;
  readonly cause?: string;
  /** JSON. */
  readonly output?: string;
}

/** A state that an execution has entered. */
export interface EnteredState {
  /** Grows within an execution. */
  readonly id: number;
  readonly name: string;
  readonly at: Date;
}

export interface OperatorExecutions {
  /** The same name twice is one execution. @returns its ARN */
  start(name: string, request: ReleaseRequest): Promise<string>;
  /** Undefined where nobody knows it any more. */
  describe(executionArn: string): Promise<ExecutionState | undefined>;
  /** States that were entered after `afterId`, oldest first. */
  entered(executionArn: string, afterId: number): Promise<readonly EnteredState[]>;
}

/** Where artifacts wait that no release has verified yet. */
export interface CandidateStore {
  /**
   * Uploads a file whose digest was checked, unless it is there.
   *
   * @returns `s3://bucket/key`
   * @throws OperatorError where the bytes that S3 has are not those of the digest
   */
  put(candidate: Candidate, onBytes: (bytes: number) => void): Promise<string>;
}

export interface Candidate {
  readonly file: string;
  readonly name: string;
  readonly version: string;
  /** Hex. */
  readonly sha256: string;
  readonly sizeBytes: number;
}
