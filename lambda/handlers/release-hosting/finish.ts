import type { Release, ReleaseStepInput, ReleaseStepOutput } from '../../../lib/contract';
import { servingVariant } from '../../decide/release';
import { lockedHead } from '../release-ledger/fence';
import { jobOf } from '../release-ledger/judge-step';
import { settingsOf } from '../release-ledger/look';
import type { HostingParts } from './parts';

/** Scaling follows the release that serves: its variants scale as the template says, and no others. */
export async function scaleAsReleased(release: Release, { ledger, scaling }: HostingParts): Promise<void> {
  const known = await settingsOf(release, ledger);
  if (known === undefined) return;
  const wanted = new Map(Object.entries(known.scaling));
  // After a rollback to the warm fallback it is the one that answers, so it scales as the champion did.
  const serving = servingVariant(release)?.variantName;
  const champion = known.variants['champion']?.variantName;
  const bounds = champion === undefined ? undefined : wanted.get(champion);
  if (serving !== undefined && bounds !== undefined) wanted.set(serving, bounds);
  const names = new Set(release.variants.map(({ variantName }) => variantName));
  for (const [name, settings] of wanted) if (names.has(name)) await scaling.register(name, settings);
  for (const name of await scaling.registered()) if (!wanted.has(name)) await scaling.deregister(name);
}

export async function finish(input: ReleaseStepInput, parts: HostingParts): Promise<ReleaseStepOutput> {
  await lockedHead(parts.ledger, input);
  await scaleAsReleased(jobOf(input).release, parts);
  return { outcome: 'finished' };
}
