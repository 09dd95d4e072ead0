import { ComplianceProfile } from '../../core';
import type { Check } from '../checks/check';
import type { Settings } from '../checks/settings';
import type { Issue } from './result';

const STRICTNESS = [ComplianceProfile.STARTER, ComplianceProfile.BUSINESS, ComplianceProfile.REGULATED];

/** Whether a finding stops synthesis or warns. */
export type Level = 'error' | 'warning';

/** A check fails from its profile on. An unknown warns unless the settings say otherwise; a broken rule always fails. */
export function levelOf(check: Check, issue: Issue, settings: Settings): Level {
  if (issue.state === 'ERROR') return 'error';
  if (issue.state === 'UNKNOWN' && settings.unknown === 'warn') return 'warning';
  return STRICTNESS.indexOf(settings.profile) >= STRICTNESS.indexOf(check.failsFrom) ? 'error' : 'warning';
}
