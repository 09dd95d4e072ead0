import type { ReleaseJob, ReleaseStepInput, ReleaseStepOutput } from '../../../lib/contract';
import { type Judgement, judge, productionVariants, sameServing } from '../../decide/release';
import { lookUnderLock } from './look';
import type { LedgerParts } from './parts';

export function jobOf({ job, step }: ReleaseStepInput): ReleaseJob {
  if (job === undefined) throw new Error(`${step} was called without a job.`);
  return job;
}

/** Weights of a release, as SageMaker is asked for them. */
export function weightsCall(
  endpointName: string,
  release: Parameters<typeof productionVariants>[0],
): ReleaseJob['call'] {
  const DesiredWeightsAndCapacities = productionVariants(release).map(({ variantName, weight }) => ({
    VariantName: variantName,
    DesiredWeight: weight,
  }));
  return { kind: 'shift', parameters: { EndpointName: endpointName, DesiredWeightsAndCapacities } };
}

const NOTHING_MOVED: Judgement = { outcome: 'back' };

/** Says where the endpoint stands after a call, whatever the call itself answered. */
export async function judgeStep(input: ReleaseStepInput, parts: LedgerParts): Promise<ReleaseStepOutput> {
  const { settings, log } = parts;
  const job = jobOf(input);
  const { head, observed, live } = await lookUnderLock(input, parts);
  const aborted = head.lock?.abortedBy;
  // What serves as before has moved nothing, so it can still be stopped.
  const stopped = aborted !== undefined && live !== undefined && sameServing(live, job.release);
  const { outcome, reason } = stopped ? NOTHING_MOVED : judge(observed, job.release, live);
  log('Endpoint looked at', { release: job.release.number, outcome, reason, status: observed.status });
  if (outcome === 'landed') return { outcome };
  if (outcome === 'reweigh' && job.call?.kind !== 'shift') {
    return { outcome, job: { ...job, call: weightsCall(settings.endpointName, job.release) } };
  }
  const because = [
    aborted === undefined ? undefined : `Stopped by ${aborted}.`,
    job.failure,
    input.error === undefined ? undefined : `SageMaker answered: ${input.error}`,
    reason,
  ];
  return {
    outcome: outcome === 'back' ? 'back' : 'stray',
    job: {
      ...job,
      failure: because.filter((part) => part !== undefined).join(' '),
      abandonAs: job.abandonAs ?? (aborted === undefined ? 'ROLLED_BACK' : 'ABORTED'),
    },
  };
}
