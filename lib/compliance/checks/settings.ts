import { ComplianceProfile } from '../../core/compliance-profile';

/** One environment of a company: an AWS account with a purpose. */
export interface Environment {
  readonly name: string;
  readonly account: string;
}

/** What a company decides once; every rule reads its limits from here. */
export interface Settings {
  readonly profile: ComplianceProfile;
  /** What becomes of an answer that only the deployment knows. */
  readonly unknown: 'warn' | 'fail';
  /** Empty: every Region. */
  readonly allowedRegions: readonly string[];
  /** Prefixes of image names; empty: private ECR of any account. */
  readonly allowedImageRegistries: readonly string[];
  /** Tag keys, compared without case and without a prefix such as `acme:`. */
  readonly requiredTags: readonly string[];
  readonly classificationTag: string;
  readonly minimumLogRetentionDays: number;
  readonly minimumEvidenceRetentionDays: number;
  readonly environments: readonly Environment[];
  /** Level of single checks, by identifier, against what the profile says. */
  readonly levels: ReadonlyMap<string, 'fail' | 'warn' | 'off'>;
  /** Identifiers of checks that nobody may acknowledge. */
  readonly fatal: ReadonlySet<string>;
}

export const DEFAULT_SETTINGS: Settings = {
  profile: ComplianceProfile.BUSINESS,
  unknown: 'warn',
  allowedRegions: [],
  allowedImageRegistries: [],
  requiredTags: ['owner', 'system'],
  classificationTag: 'data-classification',
  minimumLogRetentionDays: 365,
  minimumEvidenceRetentionDays: 1,
  environments: [],
  levels: new Map(),
  fatal: new Set(),
};
