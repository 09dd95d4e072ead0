import type {
  Caller,
  Candidate,
  EnteredState,
  ExecutionState,
  OperatorLedger,
  ReleaseAccount,
  ReleasedEndpointAccess,
} from '../../../../bin/release/account';
import type { ObservedEndpoint, Release, ReleaseDeployment, ReleaseRequest } from '../../../../lib/contract';
import { ENDPOINT, executionArn, type LedgerStory } from './ledger-story';

export const DEPLOYMENT: ReleaseDeployment = {
  stateMachineArn: 'arn:aws:states:eu-central-1:123456789012:stateMachine:flight-delay-release',
  rollbackStateMachineArn: 'arn:aws:states:eu-central-1:123456789012:stateMachine:flight-delay-rollback',
  table: 'ledger',
  endpointName: ENDPOINT,
  artifactBucket: 'artifacts',
  artifactKeyArn: 'arn:aws:kms:eu-central-1:123456789012:key/1',
  candidatePrefix: 'candidates/',
  abortAlarmName: 'flight-delay-ReleaseAbort',
  differenceAlarmName: 'flight-delay-ReleaseDifference',
  rollbackUnreadyAlarmName: 'flight-delay-RollbackUnready',
  approval: 'ANOTHER_PRINCIPAL',
  declaredRtoSeconds: 300,
  fallback: 'none',
  stackName: 'FlightDelay',
};

export const ADA: Caller = { userId: 'AROAADA:ada', arn: 'arn:aws:sts::123456789012:assumed-role/MlEngineer/ada' };
export const GRACE: Caller = { userId: 'AROALEAD:grace', arn: 'arn:aws:sts::123456789012:assumed-role/Lead/grace' };

/** What the machine does with a request: states that it enters at each look, then its end. */
export interface Script {
  readonly looks?: readonly (readonly string[] | Error)[];
  readonly end: Omit<ExecutionState, 'startedAt'>;
  /** What is in the ledger by then. */
  readonly effect?: (story: LedgerStory) => void;
}

export const succeeded = (progress: object): Script['end'] => ({
  status: 'SUCCEEDED',
  output: JSON.stringify(progress),
});
export const failed = (cause: string): Script['end'] => ({ status: 'FAILED', error: 'ReleaseFailed', cause });

/** An AWS account in memory, with one released endpoint. */
export class FakeAccount implements ReleaseAccount, ReleasedEndpointAccess {
  identity = ADA;
  deployed: ReleaseDeployment = DEPLOYMENT;
  endpoint: ObservedEndpoint;
  alarms: string[] = [];
  gone = new Map<number, string>();
  script: Script = { end: succeeded({ state: 'LIVE' }) };
  /** Errors by name of the call. */
  refusals = new Map<string, Error>();
  alive = new Set<string>();
  readonly started: { readonly name: string; readonly request: ReleaseRequest }[] = [];
  readonly uploaded: Candidate[] = [];
  readonly calls: string[] = [];
  private look = 0;
  private ended = false;

  constructor(
    readonly story: LedgerStory,
    readonly now: () => Date,
  ) {
    const live = story.head?.live === undefined ? undefined : story.live;
    this.endpoint = live === undefined ? {} : serving(live);
  }

  async caller(): Promise<Caller> {
    return this.call('caller', this.identity);
  }

  async deployment(endpointName: string): Promise<ReleaseDeployment> {
    return this.call('deployment', { ...this.deployed, endpointName });
  }

  open(): ReleasedEndpointAccess {
    return this;
  }

  async observed(): Promise<ObservedEndpoint> {
    return this.call('observed', this.endpoint);
  }

  async firing(names: readonly string[]): Promise<readonly string[]> {
    return this.call(
      'firing',
      this.alarms.filter((name) => names.includes(name)),
    );
  }

  async missing({ number }: Release): Promise<string | undefined> {
    return this.call('missing', this.gone.get(number));
  }

  readonly ledger: OperatorLedger = {
    head: () => this.call('head', this.story.head),
    releases: () => this.call('releases', new Map(this.story.releases)),
    outcomes: () => this.call('outcomes', new Map(this.story.outcomes)),
    settings: (sha256) => this.call('settings', this.story.settings.get(sha256)),
    manifest: (sha256) => this.call('manifest', this.story.manifests.get(sha256)),
    events: (most) => this.call('events', this.story.events.slice(0, most)),
    approvals: (sha256) =>
      this.call(
        'approvals',
        this.story.approvals.filter(({ manifestSha256 }) => manifestSha256 === sha256),
      ),
    register: async (approval) => {
      await this.call('register', undefined);
      const { userId, manifestSha256 } = approval;
      const has = this.story.approvals.some((one) => one.userId === userId && one.manifestSha256 === manifestSha256);
      if (!has) this.story.approvals.push(approval);
      return !has;
    },
  };

  readonly candidates = {
    put: async (candidate: Candidate, onBytes: (bytes: number) => void) => {
      await this.call('put', undefined);
      this.uploaded.push(candidate);
      onBytes(candidate.sizeBytes);
      return `s3://artifacts/candidates/${candidate.sha256}/model.tar.gz`;
    },
  };

  readonly executions = {
    start: async (name: string, request: ReleaseRequest) => {
      await this.call('start', undefined);
      this.started.push({ name, request });
      return executionArn(name);
    },
    describe: async (arn: string): Promise<ExecutionState | undefined> => {
      const startedAt = new Date(Date.UTC(2026, 10, 25, 9, 0));
      if (this.started.every(({ name }) => executionArn(name) !== arn)) {
        return this.call('describe', this.alive.has(arn) ? { status: 'RUNNING', startedAt } : undefined);
      }
      const { looks = [], end, effect } = this.script;
      const look = looks[this.look];
      this.look += 1;
      if (look instanceof Error) throw look;
      if (look !== undefined) return this.call('describe', { status: 'RUNNING', startedAt });
      if (!this.ended) effect?.(this.story);
      this.ended = true;
      return this.call('describe', { ...end, startedAt });
    },
    entered: async (arn: string): Promise<readonly EnteredState[]> => {
      if (this.alive.has(arn)) return this.call('entered', [{ id: 9, name: 'AwaitEndpoint', at: this.now() }]);
      const look = this.script.looks?.[this.look - 1];
      const names = Array.isArray(look) ? (look as readonly string[]) : [];
      return this.call(
        'entered',
        names.map((name, index) => ({ id: 100 * this.look + index, name, at: this.now() })),
      );
    },
  };

  private async call<T>(name: string, value: T): Promise<T> {
    this.calls.push(name);
    const refusal = this.refusals.get(name);
    if (refusal !== undefined) throw refusal;
    return value;
  }
}

/** The endpoint as it is when a release serves. */
export function serving(release: Release): ObservedEndpoint {
  return {
    status: 'InService',
    endpointConfigName: release.endpointConfigName,
    variants: release.variants.map(({ variantName, weight, instanceCount }) => ({
      variantName,
      weight,
      instanceCount,
    })),
  };
}

export function awsError(name: string, message = 'no', more: object = {}): Error {
  return Object.assign(new Error(message), { name, ...more });
}
