import {
  type LedgerHead,
  RELEASE_SCHEMA_VERSION,
  type Release,
  type ReleaseEventDetail,
  type ReleaseJob,
  type ReleaseOutcome,
  type ReleaseProgress,
  type ReleaseState,
  type ReleaseStepInput,
} from '../../../lib/contract';

/** What is written of a release that came to an end, whichever. */
export function outcomeOf(
  job: ReleaseJob,
  state: ReleaseState,
  at: string,
  executionArn: string,
  reason?: string,
): ReleaseOutcome {
  const { release, calledAt } = job;
  const transitionSeconds = calledAt === undefined ? undefined : (Date.parse(at) - Date.parse(calledAt)) / 1000;
  return {
    schemaVersion: RELEASE_SCHEMA_VERSION,
    number: release.number,
    state,
    at,
    reason,
    transitionSeconds,
    executionArn,
  };
}

/** The event of a release's end. */
export function eventOf(
  input: ReleaseStepInput,
  head: LedgerHead,
  release: Release,
  state: ReleaseState,
  reason?: string,
): ReleaseEventDetail {
  const { request, execution } = input;
  return {
    schemaVersion: RELEASE_SCHEMA_VERSION,
    endpointName: head.endpointName,
    operation: request.operation,
    state,
    release: release.number,
    live: head.live,
    versions: Object.fromEntries(release.variants.map(({ variantName, model }) => [variantName, model.version])),
    reason,
    requestedBy: request.requestedBy,
    executionArn: execution.arn,
  };
}

/** Progress of the request after one of its releases came to an end; one that a dead execution left is none of its. */
export function progressAfter(
  { progress, request }: ReleaseStepInput,
  job: ReleaseJob,
  state: ReleaseState,
  reason?: string,
): ReleaseProgress {
  if (!job.own) return progress;
  const shifted = progress.shifted + (state === 'LIVE' ? 1 : 0);
  const more = state === 'LIVE' && request.operation === 'SHIFT' && shifted < (request.steps?.length ?? 0);
  return { ...progress, shifted, handled: !more, state, release: job.release.number, reason };
}
