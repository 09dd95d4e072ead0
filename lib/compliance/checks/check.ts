import type { ComplianceProfile } from '../../core/compliance-profile';
import type { Application, Resource } from '../template';
import type { Settings } from './settings';

/** How much harm a breach can do, before anything is known about the system around it. */
export type Severity = 'critical' | 'high' | 'medium' | 'low';

/** RESOURCE: each resource can meet it. ACCOUNT: an account has it once, or another team owns it, and may attest it. */
export type CheckScope = 'RESOURCE' | 'ACCOUNT';

/** What a rule found wrong, or could not tell, about one property of a resource. */
export interface Finding {
  /** What is the case, in words that stand without the check's title: `versioning is off`. */
  readonly what: string;
  /** Dotted path below the properties; empty for the resource as a whole. */
  readonly where: string;
  /**
   * UNKNOWN: the template leaves the answer to the deployment. UNATTESTED: this resource cannot help it; somebody
   * else's resource, or somebody's word, meets the check.
   *
   * @default FAIL
   */
  readonly state?: 'FAIL' | 'UNKNOWN' | 'UNATTESTED';
}

/** No findings is a pass; undefined says that the check does not apply to this resource. */
export type Outcome = readonly Finding[] | undefined;

export interface RuleContext {
  readonly application: Application;
  readonly settings: Settings;
}

export type Rule = (resource: Resource, context: RuleContext) => Outcome;

/** One row of the table of checks. */
export interface Check {
  /** Number in the catalogue, 1 to 91. It never changes. */
  readonly number: number;
  /** Controls of ISO/IEC 27001:2022 Annex A; the first one names the check. */
  readonly controls: readonly [string, ...string[]];
  /** Name in identifiers; it never changes: `BucketTlsOnly`. */
  readonly name: string;
  /** What must hold. */
  readonly check: string;
  readonly severity: Severity;
  readonly scope: CheckScope;
  /** The mildest profile in which a breach fails synthesis; it is a warning in the milder ones. */
  readonly failsFrom: ComplianceProfile;
  /** Specific to machine learning. */
  readonly ml?: boolean;
  /** What goes wrong for a model in production, in one sentence. */
  readonly why: string;
  /** What to write instead, in one sentence. */
  readonly fix: string;
  /**
   * Of an account check: what is missing where the app has no resource that the check reads. A check without it says
   * nothing about an app that has none.
   */
  readonly absent?: string;
  /** Resource types the rule reads. */
  readonly types: readonly string[];
  readonly rule: Rule;
}

/** Identifier of a check in reports and acknowledgements: `ISO27001-8.24-BucketCustomerKey`. */
export function checkId(check: Check): string {
  return `ISO27001-${check.controls[0]}-${check.name}`;
}
