/**
 * How strict the ISO 27001 checks are, and which protective defaults the constructs choose.
 *
 * Each profile contains the one before it: a check that fails synthesis in one profile is at least a warning in the
 * profiles below it.
 */
export enum ComplianceProfile {
  /** A first model in an account of its own: what leaks data or cannot be undone fails, the rest warns. */
  STARTER = 'starter',
  /** Personal or commercial data in production: the default. */
  BUSINESS = 'business',
  /** Banks, insurers, health care: nothing that an auditor would ask about is left as a warning. */
  REGULATED = 'regulated',
}
