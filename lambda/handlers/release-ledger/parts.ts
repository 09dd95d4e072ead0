import type { ReleaseFunctionSettings } from '../../../lib/contract';
import type { Documents } from '../../aws/documents';
import type { Executions } from '../../aws/executions';
import type { Hosting } from '../../aws/hosting';
import type { ReleaseAlarms } from '../../aws/release-alarms';
import type { ReleaseLedger } from '../../aws/release-ledger';
import type { ReleaseSigner } from '../../aws/release-signer';

/** What the steps that keep the ledger work with. */
export interface LedgerParts {
  readonly settings: ReleaseFunctionSettings;
  readonly ledger: ReleaseLedger;
  readonly signer: ReleaseSigner;
  readonly executions: Executions;
  readonly hosting: Hosting;
  readonly alarms: Pick<ReleaseAlarms, 'metric'>;
  readonly evidence: Pick<Documents, 'write'>;
  readonly now: () => Date;
  /** One line a change of state. */
  readonly log: (message: string, details: object) => void;
}
