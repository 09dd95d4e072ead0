import type { ReleaseOperation, ReleaseRequest } from './release-request';

/**
 * What the ledger of an endpoint's releases holds. One table, one partition an endpoint; everything but the head is
 * written once and never changed.
 */

/** Version of the records below. A reader accepts this one and the one before it. */
export const RELEASE_SCHEMA_VERSION = 1;

/** Attributes that every item of the table has. */
export const LedgerKey = {
  /** Partition: `endpoint#<name>`, or `principal#<unique id>` for what a person wrote. */
  PARTITION: 'pk',
  SORT: 'sk',
} as const;

/**
 * What a variant is for:
 * - `champion`: answers requests;
 * - `fallback`: the model before, kept warm at weight 0;
 * - `challenger`: answers a share of the requests;
 * - `shadow`: sees copies and answers nobody.
 */
export type ReleaseRole = 'champion' | 'fallback' | 'challenger' | 'shadow';

/** A model version, pinned to the byte. */
export interface ReleasedModel {
  readonly name: string;
  readonly version: string;
  /** Container image by digest, `registry/repository@sha256:…`. */
  readonly image: string;
  /** `s3://bucket/key` of the verified artifact. */
  readonly artifactUri: string;
  /** SHA-256 of the artifact, hex. */
  readonly artifactSha256: string;
  /** SHA-256, hex, of the manifest as canonical JSON without the place of the artifact: the identity that is approved. */
  readonly manifestSha256: string;
}

/** One variant of a release. */
export interface ReleaseVariant {
  readonly role: ReleaseRole;
  /** Name of the SageMaker variant; it never carries a version. */
  readonly variantName: string;
  readonly model: ReleasedModel;
  /** Name of the SageMaker model. */
  readonly modelName: string;
  readonly instanceType: string;
  readonly instanceCount: number;
  /** Share of the traffic relative to the other production variants. */
  readonly weight: number;
}

/** Who let a model version into production. */
export interface ReleaseApproval {
  readonly manifestSha256: string;
  /**
   * - `PRINCIPAL`: another principal than the author approved it;
   * - `TEMPLATE`: it is declared in a template that was deployed: the review of that change is the approval;
   * - `SERVED_BEFORE`: an earlier release of this ledger with it was live;
   * - `ADOPTED`: it was live before this ledger began;
   * - `NOT_REQUIRED`: the endpoint asks for none.
   */
  readonly kind: 'PRINCIPAL' | 'TEMPLATE' | 'SERVED_BEFORE' | 'ADOPTED' | 'NOT_REQUIRED';
  readonly by?: string;
  readonly at?: string;
}

/** Why a release was made. */
export interface ReleaseCause {
  readonly operation: ReleaseOperation;
  /** As the request says; who really started the execution is in CloudTrail. */
  readonly requestedBy?: string;
  readonly reason?: string;
  readonly executionArn: string;
}

/** The serving state of one endpoint, numbered, written before anything moves and never changed. */
export interface Release {
  readonly schemaVersion: number;
  readonly endpointName: string;
  readonly number: number;
  /** ISO 8601 in UTC. */
  readonly createdAt: string;
  readonly cause: ReleaseCause;
  /** Release that was live when this one was written. */
  readonly previous?: number;
  /** Release whose serving state this one brings back. */
  readonly restores?: number;
  readonly endpointConfigName: string;
  readonly variants: readonly ReleaseVariant[];
  readonly approvals: readonly ReleaseApproval[];
  /** SHA-256, hex, of the settings it was made with; absent for an adopted one. */
  readonly settingsSha256?: string;
}

/** A release and the signature over its canonical JSON. */
export interface SignedRelease {
  readonly release: Release;
  /** ECDSA_SHA_256 over the SHA-256 of the canonical JSON, base64. */
  readonly signature: string;
  readonly keyArn: string;
}

/**
 * - `LIVE`: it served;
 * - `REFUSED`: it was not fit, nothing moved;
 * - `ROLLED_BACK`: the endpoint went back to what was live before;
 * - `ABORTED`: somebody stopped it, and the endpoint went back;
 * - `INTERRUPTED`: the machine died over it, and the endpoint went back;
 * - `STRANDED`: it failed, and so did going back: somebody must look.
 */
export type ReleaseState = 'LIVE' | 'REFUSED' | 'ROLLED_BACK' | 'ABORTED' | 'INTERRUPTED' | 'STRANDED';

/** What became of a release. Written once. */
export interface ReleaseOutcome {
  readonly schemaVersion: number;
  readonly number: number;
  readonly state: ReleaseState;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly reason?: string;
  /** From the call that changed the endpoint until it served, seconds; absent where nothing was called. */
  readonly transitionSeconds?: number;
  readonly executionArn: string;
}

/** What a deployment of the stack declared. */
export interface DeployIntent {
  /** CloudFormation's id of the request. */
  readonly requestId: string;
  /** SHA-256, hex, of the declaration as canonical JSON. */
  readonly declarationSha256: string;
  /** Manifest of the declared version by role. */
  readonly declared: Readonly<Partial<Record<ReleaseRole, string>>>;
  readonly settingsSha256: string;
  /** Release that was live before it. */
  readonly before?: number;
  /** Release that it made live; absent where it made none. */
  readonly after?: number;
}

/** An unfinished change. */
export interface ReleaseInFlight {
  readonly number: number;
  readonly executionArn: string;
  readonly startedAt: string;
  /** Set once the call that changes the endpoint was about to be made. */
  readonly calledAt?: string;
  /** Of a deployment: takes effect when the release is live. */
  readonly intent?: DeployIntent;
}

/** Who may write to the head, while its execution runs. */
export interface ReleaseLock {
  readonly executionArn: string;
  readonly operation: ReleaseOperation;
  readonly since: string;
  /** Somebody asked for the running change to be stopped. */
  readonly abortedBy?: string;
  /** What is to be started where this execution dies. */
  readonly afterDeath: ReleaseRequest;
}

/** A decision that nothing but a rollback may change the endpoint. */
export interface ReleasePin {
  readonly by?: string;
  readonly reason?: string;
  readonly since: string;
}

/** The one mutable item of an endpoint. */
export interface LedgerHead {
  readonly schemaVersion: number;
  readonly endpointName: string;
  /** Counts every write. */
  readonly revision: number;
  /** Highest number given to a release so far; 0 before the first, and after an adoption. */
  readonly lastNumber: number;
  /** The release that serves. */
  readonly live?: number;
  /** Settings of the last deployment that succeeded. */
  readonly settingsSha256?: string;
  readonly intent?: DeployIntent;
  /** The intent before, which CloudFormation's rollback of the last deployment brings back. */
  readonly intentBefore?: DeployIntent;
  readonly inFlight?: ReleaseInFlight;
  readonly lock?: ReleaseLock;
  readonly pin?: ReleasePin;
}

/** One line of the endpoint's history. */
export interface LedgerEvent {
  readonly schemaVersion: number;
  readonly at: string;
  readonly executionArn: string;
  readonly operation: ReleaseOperation;
  readonly release?: number;
  readonly event:
    | 'LOCKED'
    | 'LOCK_BROKEN'
    | 'ABORT_REQUESTED'
    | 'ADOPTED'
    | 'PROPOSED'
    | 'CALLED'
    | 'LIVE'
    | 'FAILED'
    | 'PINNED'
    | 'UNPINNED'
    | 'REFUSED'
    | 'REMOVED'
    | 'UNLOCKED';
  readonly detail?: string;
}

/** A person's approval of one model version, under the person's own partition: IAM lets nobody write under another's. */
export interface VersionApproval {
  readonly schemaVersion: number;
  readonly manifestSha256: string;
  readonly modelName: string;
  readonly version: string;
  /** `aws:userid` of the principal. */
  readonly userId: string;
  /** ARN of the principal, for people. */
  readonly by: string;
  readonly at: string;
  readonly role: 'AUTHOR' | 'APPROVER';
  readonly note?: string;
}

export function endpointPartition(endpointName: string): string {
  return `endpoint#${endpointName}`;
}

export function principalPartition(userId: string): string {
  return `principal#${userId}`;
}

const padded = (number: number) => String(number).padStart(8, '0');

/** Sort keys of an endpoint's items. */
export const LedgerSort = {
  HEAD: 'head',
  release: (number: number) => `release#${padded(number)}`,
  outcome: (number: number) => `outcome#${padded(number)}`,
  settings: (sha256: string) => `settings#${sha256}`,
  manifest: (sha256: string) => `manifest#${sha256}`,
  event: (at: string, revision: number) => `event#${at}#${padded(revision)}`,
  RELEASES: 'release#',
  OUTCOMES: 'outcome#',
  EVENTS: 'event#',
  /** Below a principal's partition. */
  approval: (manifestSha256: string) => `approval#${manifestSha256}`,
} as const;

/** Index by which the approvals of a version are found, whoever gave them: partition `manifestSha256`, sort `pk`. */
export const APPROVALS_INDEX = 'approvals';

/** Where manifests of releases lie in the evidence bucket. */
export const RELEASE_EVIDENCE_PREFIX = 'releases/';

/** A release's manifest in the evidence bucket, so that recovery never needs the ledger of a lost Region. */
export function releaseEvidenceKey(endpointName: string, number: number): string {
  return `${RELEASE_EVIDENCE_PREFIX}${endpointName}/${padded(number)}.json`;
}
