import type { ReleaseHistory } from '../../lambda/decide/release';
import type { LedgerHead, Release, ReleaseRequest } from '../../lib/contract';
import type { ReleasedEndpointAccess } from './account';
import type { Followed, RequestState } from './follow';

/** What of the ledger a command needs to say what it is about to do, and what has become of it. */
export interface LedgerView {
  readonly head: LedgerHead | undefined;
  readonly history: ReleaseHistory;
  readonly live: Release | undefined;
}

export async function viewOf({ ledger }: Pick<ReleasedEndpointAccess, 'ledger'>): Promise<LedgerView> {
  const [head, releases, outcomes] = await Promise.all([ledger.head(), ledger.releases(), ledger.outcomes()]);
  const live = head?.live === undefined ? undefined : releases.get(head.live);
  return { head, history: { releases, outcomes }, live };
}

/** What a request came to. */
export interface ChangeReport {
  readonly operation: ReleaseRequest['operation'];
  readonly executionArn: string;
  readonly state: RequestState;
  /** Absent where nobody was to wait. */
  readonly followed?: Followed;
  readonly before: LedgerView;
  readonly after: LedgerView;
}
