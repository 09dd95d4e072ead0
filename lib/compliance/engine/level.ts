import { ComplianceProfile } from '../../core/compliance-profile';
import { type Check, checkId } from '../checks/check';
import type { Settings } from '../checks/settings';
import type { IssueState } from './result';

const STRICTNESS = [ComplianceProfile.STARTER, ComplianceProfile.BUSINESS, ComplianceProfile.REGULATED];

/** Whether a finding stops synthesis or warns; a fatal one stops it whatever anybody acknowledges. */
export type Level = 'fatal' | 'error' | 'warning';

/** Whether a check is in force. */
export function isInForce(check: Check, settings: Settings): boolean {
  return settings.levels.get(checkId(check)) !== 'off';
}

/**
 * A check fails from its profile on. An unknown warns unless the settings say otherwise; a missing attestation warns in
 * all but the strictest profile; a broken rule always fails.
 */
export function levelOf(check: Check, { state }: { readonly state: IssueState }, settings: Settings): Level {
  const id = checkId(check);
  if (state === 'ERROR') return 'error';
  if (state === 'UNKNOWN' && settings.unknown === 'warn') return 'warning';
  if (settings.fatal.has(id)) return 'fatal';
  const chosen = settings.levels.get(id);
  if (chosen !== undefined) return chosen === 'fail' ? 'error' : 'warning';
  if (state === 'UNATTESTED' && settings.profile !== ComplianceProfile.REGULATED) return 'warning';
  return STRICTNESS.indexOf(settings.profile) >= STRICTNESS.indexOf(check.failsFrom) ? 'error' : 'warning';
}
