import type { LedgerHead, ObservedEndpoint, Release, ReleaseSettings, ReleaseStepInput } from '../../../lib/contract';
import type { Hosting } from '../../aws/hosting';
import type { ReleaseLedger } from '../../aws/release-ledger';
import { liveRelease, type ReleaseHistory } from '../../decide/release';
import { lockedHead } from './fence';

/** Ledger and endpoint as they are while this execution holds the lock. */
export interface LockedView {
  readonly head: LedgerHead;
  readonly history: ReleaseHistory;
  readonly observed: ObservedEndpoint;
  /** Undefined before the first release. */
  readonly live?: Release;
}

interface Sources {
  readonly ledger: ReleaseLedger;
  readonly hosting: Pick<Hosting, 'endpoint'>;
  readonly settings: { readonly endpointName: string };
}

/** @throws LockLost where another execution holds the lock, or none does */
export async function lookUnderLock(
  input: Pick<ReleaseStepInput, 'execution'>,
  { ledger, hosting, settings }: Sources,
): Promise<LockedView> {
  const [head, observed, history] = await Promise.all([
    lockedHead(ledger, input),
    hosting.endpoint(settings.endpointName),
    historyOf(ledger),
  ]);
  return { head, observed, history, live: liveRelease(head, history) };
}

export async function historyOf(ledger: ReleaseLedger): Promise<ReleaseHistory> {
  const [releases, outcomes] = await Promise.all([ledger.releases(), ledger.outcomes()]);
  return { releases: new Map([...releases].map(([number, { release }]) => [number, release])), outcomes };
}

/** Settings that a release was made with, or that the last deployment left; undefined where the library made neither. */
export async function settingsOf(
  { settingsSha256 }: Pick<Release | LedgerHead, 'settingsSha256'>,
  ledger: Pick<ReleaseLedger, 'settings'>,
): Promise<ReleaseSettings | undefined> {
  return settingsSha256 === undefined ? undefined : ledger.settings(settingsSha256);
}
