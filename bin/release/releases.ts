import { type ReleaseHistory, servingVariant } from '../../lambda/decide/release';
import type { Release, ReleaseRole, ReleaseState, ReleaseVariant } from '../../lib/contract';

/** What became of a release; `UNFINISHED` where nothing has been written yet. */
export type ReleaseStanding = ReleaseState | 'UNFINISHED';

export function standingOf(number: number, { outcomes }: ReleaseHistory): ReleaseStanding {
  return outcomes.get(number)?.state ?? 'UNFINISHED';
}

/**
 * What a variant does in a release. After a rollback to a warm fallback the variants have changed places, whatever
 * their names say.
 */
function dutyOf(variant: ReleaseVariant, release: Release): ReleaseRole {
  if (variant.role === 'shadow') return 'shadow';
  if (variant === servingVariant(release)) return 'champion';
  if (variant.role === 'challenger') return 'challenger';
  return 'fallback';
}

/** A version by name. */
export function versionOf({ model }: ReleaseVariant): string {
  return `${model.name} ${model.version}`;
}

const ORDER: readonly ReleaseRole[] = ['champion', 'challenger', 'shadow', 'fallback'];

/** Variants by what they do, the one that answers most requests first. */
export function byDuty(release: Release): readonly { readonly duty: ReleaseRole; readonly variant: ReleaseVariant }[] {
  return release.variants
    .map((variant) => ({ duty: dutyOf(variant, release), variant }))
    .sort((a, b) => ORDER.indexOf(a.duty) - ORDER.indexOf(b.duty));
}

/** `2.1.0`, `2.1.0 + challenger 2.2.0`: the version that answers, and what is beside it. */
export function summaryOf(release: Release): string {
  return byDuty(release)
    .filter(({ duty }) => duty !== 'fallback')
    .map(({ duty, variant }) => (duty === 'champion' ? variant.model.version : `${duty} ${variant.model.version}`))
    .join(' + ');
}

/** Share of the requests that a variant answers, 0..1; undefined for a shadow, which answers nobody. */
export function shareOf(variant: ReleaseVariant, release: Release): number | undefined {
  if (variant.role === 'shadow') return undefined;
  const total = release.variants.reduce((sum, { role, weight }) => (role === 'shadow' ? sum : sum + weight), 0);
  return total === 0 ? 0 : variant.weight / total;
}
