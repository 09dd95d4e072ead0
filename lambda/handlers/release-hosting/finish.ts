import type { ReleaseStepInput, ReleaseStepOutput } from '../../../lib/contract';
import { declaredOnceLive } from '../../decide/release';
import { jobOf } from '../release-ledger/judge-step';
import { lookUnderLock } from '../release-ledger/look';
import { settleAround } from './around';
import type { HostingParts } from './parts';

export async function finish(input: ReleaseStepInput, parts: HostingParts): Promise<ReleaseStepOutput> {
  const { head, live } = await lookUnderLock(input, parts);
  const { release } = jobOf(input);
  const left = { release: live, from: head.settingsSha256, to: declaredOnceLive(release, head) };
  await settleAround(release, left, parts);
  return { outcome: 'finished' };
}
