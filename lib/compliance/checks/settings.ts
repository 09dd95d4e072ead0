import { ComplianceProfile } from '../../core';

/** What a company decides once; every rule reads its limits from here. */
export interface Settings {
  readonly profile: ComplianceProfile;
  /** What becomes of an answer that only the deployment knows. */
  readonly unknown: 'warn' | 'fail';
}

export const DEFAULT_SETTINGS: Settings = {
  profile: ComplianceProfile.BUSINESS,
  unknown: 'warn',
};
