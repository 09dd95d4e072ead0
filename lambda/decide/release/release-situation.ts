import type {
  DeployIntent,
  LedgerHead,
  ObservedEndpoint,
  Release,
  ReleaseApproval,
  ReleasedModel,
  ReleaseJob,
  ReleaseProgress,
  ReleaseRequest,
  ReleaseSettings,
} from '../../../lib/contract';
import type { RoleModels } from './compose-release';
import type { ReleaseHistory } from './rollback-target';

/** All that decides what comes next. */
export interface ReleaseSituation {
  readonly head: LedgerHead;
  readonly history: ReleaseHistory;
  readonly request: ReleaseRequest;
  readonly progress: ReleaseProgress;
  readonly observed: ObservedEndpoint;
  /** DEPLOY: the declaration, read. */
  readonly declared?: DeclaredState;
  /** Settings of the last deployment that succeeded. */
  readonly settings?: ReleaseSettings;
  /** Settings that the release was made with that serves; undefined where the library did not make it. */
  readonly liveSettings?: ReleaseSettings;
  /** PROMOTE: the version of the request. */
  readonly candidate?: ReleasedModel;
}

/** What a template declares, read from SageMaker and the request. */
export interface DeclaredState {
  readonly models: RoleModels;
  readonly settings: ReleaseSettings;
  readonly settingsSha256: string;
  readonly declarationSha256: string;
  readonly adoptExisting: boolean;
}

/** A release that is to be written and made. */
export interface ReleaseProposal {
  /** New models and settings, */
  readonly models?: RoleModels;
  readonly settings?: ReleaseSettings;
  /** or the state of an earlier release, */
  readonly restores?: Release;
  /** or the live configuration with other weights; with settings, those that it has from now on. */
  readonly weights?: Readonly<Record<string, number>>;
  /** How its versions are approved where no record is needed. */
  readonly approval?: ReleaseApproval['kind'];
  readonly intent?: DeployIntent;
}

/** What is to be done next. */
export type NextStep =
  | { readonly kind: 'moving' }
  /** The endpoint serves what a dead execution wanted. */
  | { readonly kind: 'judge'; readonly job: ReleaseJob }
  /** It does not, or somebody wants it back. */
  | { readonly kind: 'restore'; readonly job: ReleaseJob }
  | { readonly kind: 'adopt' }
  | { readonly kind: 'propose'; readonly proposal: ReleaseProposal }
  | { readonly kind: 'remove' }
  /** A deployment that moves nothing. */
  | { readonly kind: 'intend'; readonly intent: DeployIntent }
  | { readonly kind: 'takeBack' }
  | { readonly kind: 'pin' }
  | { readonly kind: 'finished'; readonly progress: ReleaseProgress };
