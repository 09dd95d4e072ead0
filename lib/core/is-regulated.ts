import type { IConstruct } from 'constructs';
import { ComplianceProfile } from './compliance-profile';
import { ComplianceProfiles } from './compliance-profiles';

/** Whether the strictest profile holds for a construct. */
export function isRegulated(scope: IConstruct): boolean {
  return ComplianceProfiles.of(scope) === ComplianceProfile.REGULATED;
}
