import type { Evaluation } from '../engine/evaluate';
import type { State } from '../engine/result';

/** Version of the summary document. */
export const SUMMARY_SCHEMA_VERSION = 1;

/** The figures of one run, as written to `iso27001/summary.json` in the cloud assembly. */
export interface SummaryDocument {
  readonly schemaVersion: number;
  readonly profile: string;
  /** Checks in force. */
  readonly checks: number;
  /** Resources in the templates, CDK's own metadata left out. */
  readonly resources: number;
  /** Resources that at least one check reads. */
  readonly resourcesChecked: number;
  /** Pairs of check and resource by outcome. */
  readonly results: {
    /** Pairs that somebody lives with for a time. */
    readonly acknowledged: number;
    /** Pairs that are met by somebody's word. */
    readonly attested: number;
    /** Pairs that only somebody's word can meet, and nobody gave it. */
    readonly unattested: number;
    readonly passed: number;
    readonly failed: number;
    readonly unknown: number;
    readonly errors: number;
  };
  /** Findings that fail synthesis, and findings that warn. */
  readonly findings: { readonly errors: number; readonly warnings: number };
  /** Resource types that no check reads, and resources without a type. */
  readonly uncheckedTypes: readonly string[];
}

export function summarise({ run, settings, findings }: Evaluation): SummaryDocument {
  const count = (state: State) => run.results.filter((result) => result.state === state).length;
  return {
    schemaVersion: SUMMARY_SCHEMA_VERSION,
    profile: settings.profile,
    checks: run.checksRun,
    resources: run.resources,
    resourcesChecked: run.resourcesChecked,
    results: {
      passed: count('PASS'),
      failed: count('FAIL'),
      unknown: count('UNKNOWN'),
      errors: count('ERROR'),
      acknowledged: count('ACKNOWLEDGED'),
      attested: count('ATTESTED'),
      unattested: count('UNATTESTED'),
    },
    findings,
    uncheckedTypes: run.uncheckedTypes,
  };
}
