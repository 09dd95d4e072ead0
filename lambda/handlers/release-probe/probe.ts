import type {
  GoldenRequest,
  Release,
  ReleaseSettings,
  ReleaseStepInput,
  ReleaseStepOutput,
} from '../../../lib/contract';
import type { ReleaseAlarms } from '../../aws/release-alarms';
import type { ReleaseLedger } from '../../aws/release-ledger';
import { productionVariants, rollbackAlarmNames, servingVariant, unexpected } from '../../decide/release';
import { lockedHead } from '../release-ledger/fence';
import { jobOf } from '../release-ledger/judge-step';
import { settingsOf } from '../release-ledger/look';

/** Sends one request to one variant. @returns the answer's body. @throws Error with what SageMaker says */
type Invoke = (variantName: string, request: GoldenRequest) => Promise<string>;

export interface ProbeParts {
  readonly ledger: ReleaseLedger;
  readonly alarms: Pick<ReleaseAlarms, 'firing'>;
  readonly invoke: Invoke;
  readonly now: () => Date;
  readonly log: (message: string, details: object) => void;
}

/** Golden requests to the warm variant, while it gets no traffic. */
export async function probeWarm(input: ReleaseStepInput, parts: ProbeParts): Promise<ReleaseStepOutput> {
  const job = jobOf(input);
  await lockedHead(parts.ledger, input);
  const failure = await golden(job.release, await settingsOf(job.release, parts.ledger), parts);
  if (failure === undefined) return { outcome: 'passed' };
  parts.log('Warm variant failed', { release: job.release.number, failure });
  return { outcome: 'failed', job: { ...job, failure, abandonAs: 'REFUSED' } };
}

/**
 * Golden requests to what serves now; and whether somebody asked to stop. A step of a shift is watched for its time:
 * one of its alarms going off takes it back.
 */
export async function probe(input: ReleaseStepInput, parts: ProbeParts): Promise<ReleaseStepOutput> {
  const job = jobOf(input);
  const { release } = job;
  const head = await lockedHead(parts.ledger, input);
  const failed = (failure: string, abandonAs: 'ABORTED' | 'ROLLED_BACK'): ReleaseStepOutput => {
    parts.log('Release failed', { release: release.number, failure });
    return { outcome: 'failed', job: { ...job, failure, abandonAs } };
  };
  const { abortedBy } = head.lock ?? {};
  if (abortedBy !== undefined) return failed(`Stopped by ${abortedBy}.`, 'ABORTED');
  const known = await settingsOf(release, parts.ledger);
  const failure = await golden(release, known, parts);
  if (failure !== undefined) return failed(failure, 'ROLLED_BACK');
  const step =
    job.own && input.request.operation === 'SHIFT' ? input.request.steps?.[input.progress.shifted] : undefined;
  if (step === undefined) return { outcome: 'passed' };
  const firing = await parts.alarms.firing(alarmsOf(release, known));
  if (firing.length > 0) return failed(`While the step was watched, ${firing.join(', ')} went off.`, 'ROLLED_BACK');
  const since = Date.parse(job.calledAt ?? input.execution.startedAt);
  const left = step.waitSeconds - (parts.now().getTime() - since) / 1000;
  return left <= 0 ? { outcome: 'passed' } : { outcome: 'watch', waitSeconds: Math.ceil(Math.min(left, 15)) };
}

function alarmsOf(release: Release, known: ReleaseSettings | undefined): readonly string[] {
  if (known === undefined) return [];
  const own = rollbackAlarmNames(release.endpointConfigName, productionVariants(release), known.rollback);
  return [...own, ...known.deployment.alarmNames];
}

/** @returns what was wrong with the first answer that was, or undefined */
async function golden(
  release: Release,
  known: ReleaseSettings | undefined,
  { invoke }: ProbeParts,
): Promise<string | undefined> {
  const variant = servingVariant(release);
  if (variant === undefined) return undefined;
  for (const request of known?.probes ?? []) {
    const said = await invoke(variant.variantName, request).catch((error: unknown) =>
      error instanceof Error ? error : new Error(String(error)),
    );
    const problem = said instanceof Error ? said.message : unexpected(request, said);
    if (problem !== undefined) return `Golden request "${request.name}" to ${variant.variantName}: ${problem}`;
  }
  return undefined;
}
