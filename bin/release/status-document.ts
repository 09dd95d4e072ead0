import { phaseOf } from '../terminal/phase-names';
import { type Finding, findingsOf } from './findings';
import { byDuty, shareOf } from './releases';
import { type EndpointSituation, ifKnown, type Known } from './status';

/** Version of what `status --json` prints. Members may be added to it; none changes its meaning within a version. */
export const STATUS_SCHEMA_VERSION = 1;

/** What `production-ml status --json` prints. */
export interface StatusDocument {
  readonly schemaVersion: number;
  readonly endpointName: string;
  readonly stackName: string;
  readonly at: string;
  /** Null before the first release. */
  readonly live: LiveDocument | null;
  readonly endpoint: { readonly status: string | null; readonly endpointConfigName: string | null };
  readonly running: RunningDocument | null;
  readonly pin: { readonly by: string | null; readonly reason: string | null; readonly since: string } | null;
  readonly approval: 'ANOTHER_PRINCIPAL' | 'NOT_REQUIRED';
  readonly alarms: { readonly firing: readonly string[] | null };
  /** What a rollback without --to would do now; null where there is nothing to go back to. */
  readonly rollback: RollbackDocument | null;
  readonly findings: readonly Finding[];
}

interface LiveDocument {
  readonly release: number;
  readonly since: string;
  readonly operation: string;
  readonly requestedBy: string | null;
  readonly reason: string | null;
  readonly restores: number | null;
  readonly endpointConfigName: string;
  readonly variants: readonly VariantDocument[];
}

interface VariantDocument {
  /** What it does; after a warm rollback that is not what it is called. */
  readonly role: string;
  readonly variantName: string;
  readonly model: string;
  readonly version: string;
  readonly image: string;
  readonly artifactSha256: string;
  readonly manifestSha256: string;
  readonly weight: number;
  /** Share of the requests, 0..1; null for a shadow. */
  readonly share: number | null;
  readonly instanceType: string;
  /** What runs now; null where it cannot be seen. */
  readonly instances: number | null;
  /** How the ledger says that it was approved. */
  readonly approval: { readonly kind: string; readonly by: string | null; readonly at: string | null } | null;
}

interface RunningDocument {
  readonly operation: string;
  readonly executionArn: string;
  readonly since: string;
  readonly seconds: number;
  /** Whether the execution that holds the lock lives; null where it cannot be seen. */
  readonly alive: boolean | null;
  readonly step: string | null;
  readonly phase: string | null;
  readonly release: number | null;
  readonly abortedBy: string | null;
}

interface RollbackDocument {
  readonly release: number;
  readonly kind: 'warm' | 'cold' | 'none';
  /** Median of past changes of this kind; null where there was none. */
  readonly seconds: number | null;
  readonly samples: number;
  /** Whether all that it needs is there; null where that cannot be seen. */
  readonly ready: boolean | null;
  readonly missing: string | null;
  readonly declaredRtoSeconds: number;
}

/** The situation for programs. */
export function statusDocument(situation: EndpointSituation): StatusDocument {
  const { deployment, head, now, observed, firing } = situation;
  const { status, endpointConfigName } = ifKnown(observed) ?? {};
  const { pin } = head ?? {};
  return {
    schemaVersion: STATUS_SCHEMA_VERSION,
    endpointName: deployment.endpointName,
    stackName: deployment.stackName,
    at: now.toISOString(),
    live: liveDocument(situation),
    endpoint: { status: status ?? null, endpointConfigName: endpointConfigName ?? null },
    running: runningDocument(situation),
    pin: pin === undefined ? null : { by: pin.by ?? null, reason: pin.reason ?? null, since: pin.since },
    approval: deployment.approval,
    alarms: { firing: ifKnown(firing) ?? null },
    rollback: rollbackDocument(situation),
    findings: findingsOf(situation),
  };
}

function liveDocument({ live, liveOutcome, observed }: EndpointSituation): LiveDocument | null {
  if (live === undefined) return null;
  const { cause } = live;
  const seen = new Map(ifKnown(observed)?.variants?.map((variant) => [variant.variantName, variant]));
  return {
    release: live.number,
    since: liveOutcome?.at ?? live.createdAt,
    operation: cause.operation,
    requestedBy: cause.requestedBy ?? null,
    reason: cause.reason ?? null,
    restores: live.restores ?? null,
    endpointConfigName: live.endpointConfigName,
    variants: byDuty(live).map(({ duty, variant }) => {
      const { model } = variant;
      const approval = live.approvals.find(({ manifestSha256 }) => manifestSha256 === model.manifestSha256);
      return {
        role: duty,
        variantName: variant.variantName,
        model: model.name,
        version: model.version,
        image: model.image,
        artifactSha256: model.artifactSha256,
        manifestSha256: model.manifestSha256,
        weight: variant.weight,
        share: shareOf(variant, live) ?? null,
        instanceType: variant.instanceType,
        instances: seen.get(variant.variantName)?.instanceCount ?? null,
        approval: approval ? { kind: approval.kind, by: approval.by ?? null, at: approval.at ?? null } : null,
      };
    }),
  };
}

function runningDocument({ running, head, now }: EndpointSituation): RunningDocument | null {
  if (running === undefined) return null;
  const { lock, execution, step } = running;
  return {
    operation: lock.operation,
    executionArn: lock.executionArn,
    since: lock.since,
    seconds: (now.getTime() - Date.parse(lock.since)) / 1000,
    alive: 'unknown' in execution ? null : execution.value?.status === 'RUNNING',
    step: step?.name ?? null,
    phase: (step && phaseOf(step.name)) ?? null,
    release: head?.inFlight?.number ?? null,
    abortedBy: lock.abortedBy ?? null,
  };
}

function rollbackDocument({ rollback, deployment }: EndpointSituation): RollbackDocument | null {
  const [first] = rollback;
  if (first === undefined) return null;
  const { release, cost, missing } = first;
  return {
    release: release.number,
    kind: cost.kind,
    seconds: cost.seconds ?? null,
    samples: cost.samples,
    ready: readiness(missing),
    missing: ifKnown(missing) ?? null,
    declaredRtoSeconds: deployment.declaredRtoSeconds,
  };
}

function readiness(missing: Known<string | undefined>): boolean | null {
  return 'unknown' in missing ? null : missing.value === undefined;
}
