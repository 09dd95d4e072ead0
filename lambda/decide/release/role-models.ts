import type { DeployIntent, Release, ReleasedModel, ReleaseRole, ReleaseSettings } from '../../../lib/contract';
import type { RoleModels } from './compose-release';
import { type ReleaseHistory, rollbackTargets } from './rollback-target';
import { servingModel } from './serving';

/** Model versions of a release by role, the champion being the one that answers most requests. */
export function rolesOf(release: Release): RoleModels {
  const roles: Partial<Record<ReleaseRole, ReleasedModel>> = {};
  for (const { role, model } of release.variants) if (role !== 'fallback') roles[role] = model;
  const serving = servingModel(release);
  return serving === undefined ? roles : { ...roles, champion: serving };
}

function same(one: ReleasedModel | undefined, other: ReleasedModel | undefined): boolean {
  return one !== undefined && one.manifestSha256 === other?.manifestSha256;
}

/**
 * Adds the fallback: the good model before the champion. Where there is none yet it is the champion itself, because
 * guardrails need the same variants before and after: the first change could not be guarded otherwise.
 */
export function withFallback(
  roles: RoleModels,
  settings: Pick<ReleaseSettings, 'fallback'>,
  live: Release | undefined,
  history: ReleaseHistory,
): RoleModels {
  const { champion, challenger, shadow } = roles;
  if (settings.fallback !== 'warm' || champion === undefined) return { champion, challenger, shadow };
  const serving = live && servingModel(live);
  const earlier = live === undefined ? [] : rollbackTargets(live, history).map(servingModel);
  const fallback = [serving, ...earlier].find((model) => model !== undefined && !same(model, champion));
  return { champion, challenger, shadow, fallback: fallback ?? champion };
}

/**
 * What a deployment makes of the versions that live: a role whose declared version changed since the last deployment
 * takes it; every other role keeps what lives. So neither a promotion at run time nor the end of an experiment is undone
 * by a deployment that is about something else.
 *
 * @param declared versions of the template by role
 * @param before what the last deployment declared; undefined before the first
 */
export function rolesAfterDeployment(
  declared: RoleModels,
  before: DeployIntent | undefined,
  live: Release | undefined,
): RoleModels {
  if (live === undefined) return declared;
  const serving = rolesOf(live);
  // Without an intent the stack was made again: the version that lives wins.
  if (before === undefined) return { ...declared, ...serving };
  const roles: Partial<Record<ReleaseRole, ReleasedModel>> = {};
  for (const role of ['champion', 'challenger', 'shadow'] as const) {
    const changed = declared[role]?.manifestSha256 !== before.declared[role];
    const model = changed ? declared[role] : serving[role];
    if (model !== undefined) roles[role] = model;
  }
  return roles;
}

/** What a promotion makes of them: a version that takes over has no other role beside. */
export function rolesAfterPromotion(
  model: ReleasedModel,
  role: 'champion' | 'challenger' | 'shadow',
  live: Release,
): RoleModels {
  const kept = Object.entries(rolesOf(live)).filter(([, other]) => role !== 'champion' || !same(other, model));
  return { ...Object.fromEntries(kept), [role]: model };
}
