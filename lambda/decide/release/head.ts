import {
  type DeployIntent,
  type LedgerHead,
  RELEASE_SCHEMA_VERSION,
  type Release,
  type ReleaseLock,
  type ReleasePin,
} from '../../../lib/contract';

/** Every way in which the one mutable item of the ledger changes. Who writes has read the revision that it replaces. */

export function emptyHead(endpointName: string): LedgerHead {
  return { schemaVersion: RELEASE_SCHEMA_VERSION, endpointName, revision: 0, lastNumber: 0 };
}

function next(head: LedgerHead, change: Partial<LedgerHead>): LedgerHead {
  return { ...head, ...change, revision: head.revision + 1 };
}

export function locked(head: LedgerHead, lock: ReleaseLock): LedgerHead {
  return next(head, { lock });
}

export function unlocked(head: LedgerHead): LedgerHead {
  return next(head, { lock: undefined });
}

/** The change that runs is asked to stop. */
export function abortRequested(head: LedgerHead, by: string): LedgerHead {
  return head.lock === undefined ? head : next(head, { lock: { ...head.lock, abortedBy: by } });
}

/** A release is written down, before anything moves. */
export function proposed(
  head: LedgerHead,
  release: Release,
  now: string,
  intent: DeployIntent | undefined,
): LedgerHead {
  const { executionArn } = release.cause;
  const inFlight = { number: release.number, executionArn, startedAt: now, intent };
  return next(head, { lastNumber: release.number, inFlight });
}

/** The call that changes the endpoint is about to be made. */
export function called(head: LedgerHead, now: string): LedgerHead {
  return head.inFlight === undefined ? head : next(head, { inFlight: { ...head.inFlight, calledAt: now } });
}

/** The release in flight serves. A deployment's settings and intent take effect with it. */
export function live(head: LedgerHead): LedgerHead {
  const { inFlight } = head;
  if (inFlight === undefined) return head;
  return next(head, {
    live: inFlight.number,
    inFlight: undefined,
    ...deployed(head, inFlight.intent, inFlight.number),
  });
}

/** The release in flight does not serve; what was live before still does. */
export function abandoned(head: LedgerHead): LedgerHead {
  return next(head, { inFlight: undefined });
}

/** A deployment that moved nothing. */
export function intended(head: LedgerHead, intent: DeployIntent): LedgerHead {
  return next(head, deployed(head, intent, undefined));
}

/** CloudFormation has taken a deployment back: the intent before counts again. */
export function intentTakenBack(head: LedgerHead): LedgerHead {
  const intent = head.intentBefore;
  return next(head, { intent, intentBefore: undefined, settingsSha256: intent?.settingsSha256 ?? head.settingsSha256 });
}

export function adopted(head: LedgerHead, number: number): LedgerHead {
  return next(head, { live: number });
}

export function pinned(head: LedgerHead, pin: ReleasePin | undefined): LedgerHead {
  return next(head, { pin });
}

/** The endpoint was removed with its stack. What was live stays known: a stack that is made again serves it again. */
export function removed(head: LedgerHead): LedgerHead {
  return next(head, { intent: undefined, intentBefore: undefined, inFlight: undefined });
}

function deployed(
  head: LedgerHead,
  intent: DeployIntent | undefined,
  after: number | undefined,
): Pick<LedgerHead, 'intent' | 'intentBefore' | 'settingsSha256'> | Record<string, never> {
  if (intent === undefined) return {};
  // A request that comes twice must not push its own intent into the past.
  const repeated = head.intent?.requestId === intent.requestId;
  return {
    intent: { ...intent, before: head.live, after: after ?? (repeated ? head.intent?.after : undefined) },
    intentBefore: repeated ? head.intentBefore : head.intent,
    settingsSha256: intent.settingsSha256,
  };
}
