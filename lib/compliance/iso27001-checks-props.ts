import type { ComplianceProfile } from '../core/compliance-profile';
import type { Iso27001Acknowledgement, Iso27001Attestation } from './acknowledgements/iso27001-acknowledgement';

/** What becomes of an answer that only the deployment knows: a parameter, an import, a look-up. */
export enum UnknownHandling {
  /** It is reported as a warning. */
  WARN = 'warn',
  /** It is reported like a breach of the same check. */
  FAIL = 'fail',
}

/** What becomes of a breach of one check. */
export enum CheckLevel {
  /** Synthesis fails. */
  FAIL = 'fail',
  /** It is reported, and synthesis goes on. */
  WARN = 'warn',
  /** The check does not run; the Statement of Applicability says so. */
  OFF = 'off',
}

/** One environment of a company: an AWS account with a purpose. */
export interface DeploymentEnvironment {
  /** Name for people: `production`. */
  readonly name: string;
  /** AWS account id, 12 digits. */
  readonly account: string;
}

/** How the ISO 27001 checks behave; everything has a default. */
export interface Iso27001ChecksProps {
  /**
   * How strict the checks are: which ones fail synthesis and which ones warn.
   *
   * @default - that of the scope, see `ComplianceProfiles`: BUSINESS unless another was chosen
   */
  readonly profile?: ComplianceProfile;
  /**
   * What becomes of an answer that only the deployment knows. It never counts as a pass.
   *
   * @default UnknownHandling.WARN
   */
  readonly unknown?: UnknownHandling;
  /**
   * Levels of single checks, or of all checks of a control, against what the profile says. The key is an identifier
   * (`ISO27001-8.24-BucketCustomerKey`), a name (`BucketCustomerKey`), a number (`77`), a control (`8.24`)
   * or `*` for every check, which any other key overrules.
   *
   * @default - as the profile says
   */
  readonly levels?: { readonly [check: string]: CheckLevel };
  /**
   * Checks that nobody may acknowledge, named like the keys of `levels`.
   *
   * @default - every check may be acknowledged
   */
  readonly fatal?: string[];
  /**
   * Regions that stacks may be deployed to.
   *
   * @default - every Region
   */
  readonly allowedRegions?: string[];
  /**
   * Registries that model images may come from, as prefixes: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/models`.
   *
   * @default - private Amazon ECR of any account
   */
  readonly allowedImageRegistries?: string[];
  /**
   * Keys of the tags that every resource carries, compared without case and without a prefix such as `acme:`.
   *
   * @default ['owner', 'system']
   */
  readonly requiredTags?: string[];
  /**
   * Key of the tag that says how sensitive data is; `data-classification` and `classification` are accepted as well.
   *
   * @default 'data-classification'
   */
  readonly classificationTag?: string;
  /**
   * Days that logs are kept at least, 1 to 3653.
   *
   * @default 365
   */
  readonly minimumLogRetentionDays?: number;
  /**
   * Days that evidence is locked at least, 1 to 36500.
   *
   * @default 1
   */
  readonly minimumEvidenceRetentionDays?: number;
  /**
   * The company's environments. With them, each stack must have an account of one of them and may not name the account
   * of another.
   *
   * @default - stacks are not asked for their environment
   */
  readonly environments?: DeploymentEnvironment[];
  /**
   * Findings somebody decided to live with for a time: in one place for a whole app. At a construct, use
   * `Iso27001Checks.acknowledge`.
   *
   * @default - none
   */
  readonly acknowledgements?: Iso27001Acknowledgement[];
  /**
   * Controls that somebody says are met outside this app, by control: `{ '8.16': { … } }`.
   *
   * @default - none
   */
  readonly attestations?: { readonly [control: string]: Iso27001Attestation };
  /**
   * The day on which expiries are judged and which reports carry, as `2026-11-23`. Give it for reports that are the
   * same bytes each time.
   *
   * @default - today, in UTC
   */
  readonly today?: string;
}
