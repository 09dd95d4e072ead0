import type { ReleaseStep, ReleaseStepInput, ReleaseStepOutput } from '../../../lib/contract';
import { abandon } from './abandon';
import { finish } from './finish';
import type { HostingParts } from './parts';
import { prepare } from './prepare';
import { remove } from './remove';
import { verify } from './verify';

/** The steps of the release machine that make and remove SageMaker's resources. */
export const HOSTING_STEPS: Readonly<
  Partial<Record<ReleaseStep, (input: ReleaseStepInput, parts: HostingParts) => Promise<ReleaseStepOutput>>>
> = { Verify: verify, Prepare: prepare, Finish: finish, Abandon: abandon, Remove: remove };
