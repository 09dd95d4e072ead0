import type { RunResult, State } from '../engine/result';

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
    readonly passed: number;
    readonly failed: number;
    readonly unknown: number;
    readonly errors: number;
  };
  /** Findings that fail synthesis, and findings that warn. */
  readonly findings: { readonly errors: number; readonly warnings: number };
  /** Resource types that no check reads. */
  readonly uncheckedTypes: readonly string[];
}

export function summarise(run: RunResult, profile: string, findings: SummaryDocument['findings']): SummaryDocument {
  const count = (state: State) => run.results.filter((result) => result.state === state).length;
  return {
    schemaVersion: SUMMARY_SCHEMA_VERSION,
    profile,
    checks: run.checksRun,
    resources: run.resources,
    resourcesChecked: run.resourcesChecked,
    results: { passed: count('PASS'), failed: count('FAIL'), unknown: count('UNKNOWN'), errors: count('ERROR') },
    findings,
    uncheckedTypes: run.uncheckedTypes,
  };
}
