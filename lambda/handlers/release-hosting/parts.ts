import type { ReleaseFunctionSettings } from '../../../lib/contract';
import type { ContainerImages } from '../../aws/container-images';
import type { Hosting } from '../../aws/hosting';
import type { ObjectStore } from '../../aws/object-store';
import type { ReleaseAlarms } from '../../aws/release-alarms';
import type { ReleaseLedger } from '../../aws/release-ledger';
import type { ReleaseSigner } from '../../aws/release-signer';
import type { VariantScaling } from '../../aws/scaling';

/** What the steps that make and remove SageMaker's resources work with. */
export interface HostingParts {
  readonly settings: ReleaseFunctionSettings;
  readonly ledger: ReleaseLedger;
  readonly signer: Pick<ReleaseSigner, 'verify'>;
  readonly hosting: Hosting;
  readonly objects: ObjectStore;
  readonly images: ContainerImages;
  readonly scaling: VariantScaling;
  readonly alarms: Pick<ReleaseAlarms, 'put' | 'remove'>;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly log: (message: string, details: object) => void;
}
