import type { Release, ReleaseDeployment } from '../../lib/contract';
import { duration, secondsBetween } from '../terminal/times';
import { type EndpointSituation, ifKnown } from './status';

/** Something that is wrong, or not as it should be. */
export interface Finding {
  readonly severity: 'critical' | 'warning';
  /** What is wrong: a sentence. */
  readonly what: string;
  /** What to do about it: a sentence. */
  readonly remedy: string;
}

/** SageMaker takes minutes, a canary some more: what takes longer deserves a look. */
const LONG_SECONDS = 3600;

const SEVERITIES: readonly Finding['severity'][] = ['critical', 'warning'];

const critical = (what: string, remedy: string): Finding => ({ severity: 'critical', what, remedy });
const warning = (what: string, remedy: string): Finding => ({ severity: 'warning', what, remedy });

/** What is wrong with an endpoint, worst first. */
export function findingsOf(situation: EndpointSituation): readonly Finding[] {
  const found = [
    ...aboutLedger(situation),
    ...aboutEndpoint(situation),
    ...aboutChange(situation),
    ...aboutAlarms(situation),
    ...aboutLastRelease(situation),
    ...aboutRollback(situation),
    ...aboutWhatIsUnknown(situation),
  ];
  return found.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

const command = (verb: string, { endpointName }: ReleaseDeployment, more = '') =>
  `production-ml ${verb} --endpoint ${endpointName}${more}`;

function aboutLedger({ deployment, head, live }: EndpointSituation): Finding[] {
  if (head === undefined || head.live === undefined) {
    return [critical('No release is live yet.', `Deploy the stack ${deployment.stackName}.`)];
  }
  if (live !== undefined) return [];
  const remedy =
    'Look into its manifest in the evidence bucket, and find out in the audit trail who wrote to the ledger.';
  return [critical(`Release ${head.live} is live, and the ledger does not have it.`, remedy)];
}

function aboutEndpoint({ deployment, observed, difference }: EndpointSituation): Finding[] {
  if (difference.kind === 'different') {
    const what = `The endpoint is not what the ledger says is live: expected ${difference.expected}; found ${difference.found}.`;
    return [critical(what, `Find out who changed it (CloudTrail), then: ${command('repair', deployment)}`)];
  }
  const { status, failureReason } = ifKnown(observed) ?? {};
  if (status !== 'Failed' && status !== 'UpdateRollbackFailed') return [];
  const because = failureReason === undefined ? '' : `: ${failureReason}`;
  return [critical(`The endpoint is ${status}${because}.`, command('repair', deployment))];
}

function aboutChange({ deployment, difference, head, running, now }: EndpointSituation): Finding[] {
  if (difference.kind === 'unsettled') {
    const release = head?.inFlight === undefined ? '' : ` over release ${head.inFlight.number}`;
    const remedy = `The next change settles it, and the watch does within five minutes; at once: ${command('repair', deployment)}`;
    return [critical(`An execution of the machine ended${release} before it was done.`, remedy)];
  }
  if (running === undefined) return [];
  const seconds = secondsBetween(running.lock.since, now);
  if (seconds < LONG_SECONDS) return [];
  return [
    warning(
      `A change (${running.lock.operation}) has been running for ${duration(seconds)}.`,
      `Look at its execution; stop it with: ${command('abort', deployment)}`,
    ),
  ];
}

function aboutAlarms({ deployment, difference, firing, running }: EndpointSituation): Finding[] {
  return (ifKnown(firing) ?? []).flatMap((name) => {
    if (name === deployment.differenceAlarmName) {
      // What it says is said already, in more words; else it has not yet noticed that all is well.
      if (difference.kind === 'different') return [];
      return [warning(`The alarm ${name} is on, and no difference can be seen now.`, 'It goes out by itself.')];
    }
    if (name === deployment.abortAlarmName) {
      if (running !== undefined) return [];
      return [warning(`The alarm ${name} is on: a change was stopped just now.`, 'It goes out within a minute.')];
    }
    return [critical(`The alarm ${name} is on.`, `Where the release is to blame: ${command('rollback', deployment)}`)];
  });
}

function aboutLastRelease({ deployment, head, history, now }: EndpointSituation): Finding[] {
  const last = head === undefined ? undefined : history.outcomes.get(head.lastNumber);
  if (last === undefined || last.state === 'LIVE') return [];
  const when = `${duration(secondsBetween(last.at, now))} ago`;
  const because = last.reason === undefined ? '' : `: ${last.reason.replace(/\.$/, '')}`;
  const remedy = `See ${command('releases show', deployment, ` ${last.number}`)}`;
  if (last.state === 'STRANDED') {
    const what = `Release ${last.number} failed ${when}, and so did going back${because}.`;
    return [critical(what, `Look at the endpoint's FailureReason, then: ${command('repair', deployment)}`)];
  }
  const became = {
    REFUSED: 'was refused',
    ROLLED_BACK: 'was rolled back',
    ABORTED: 'was stopped',
    INTERRUPTED: 'was interrupted',
  };
  return [warning(`Release ${last.number} ${became[last.state]} ${when}${because}.`, remedy)];
}

function aboutRollback({ deployment, live, rollback }: EndpointSituation): Finding[] {
  const [first, ...others] = rollback;
  if (live === undefined) return [];
  if (first === undefined) {
    return [warning('There is no earlier release to go back to.', 'There is one after the next release.')];
  }
  const missing = ifKnown(first.missing);
  if (missing !== undefined) return [cannotComeBack(first.release, missing, others.at(-1), deployment)];
  const { declaredRtoSeconds } = deployment;
  const { kind, seconds } = first.cost;
  if (seconds === undefined || seconds <= declaredRtoSeconds) return [];
  const what = `A rollback would take ${duration(seconds)} (${kind}); declared are ${duration(declaredRtoSeconds)}.`;
  const remedy = kind === 'cold' ? 'Keep a warm fallback, or declare what it takes.' : 'Declare what it takes.';
  return [warning(what, remedy)];
}

function cannotComeBack(
  release: Release,
  missing: string,
  other: EndpointSituation['rollback'][number] | undefined,
  deployment: ReleaseDeployment,
): Finding {
  const what = `Release ${release.number} cannot come back: ${missing}.`;
  if (other === undefined || !('value' in other.missing) || other.missing.value !== undefined) {
    return critical(what, 'No other of the last five can either: restore what is missing, or promote a version.');
  }
  return critical(
    what,
    `Release ${other.release.number} can: ${command('rollback', deployment, ` --to ${other.release.number}`)}`,
  );
}

function aboutWhatIsUnknown({ observed, firing, running, rollback }: EndpointSituation): Finding[] {
  const unknown = [observed, firing, running?.execution, rollback[0]?.missing].flatMap((known) =>
    known !== undefined && 'unknown' in known ? [known.unknown] : [],
  );
  return [...new Set(unknown)].map((why) =>
    warning(`Not everything is known: ${why}.`, 'What is said here leaves it out.'),
  );
}
