import type { Ledger } from '../acknowledgements/ledger';
import { type Commitments, settle } from '../acknowledgements/settle';
import type { Settings } from '../checks/settings';
import { CHECKS } from '../checks/table';
import type { Application, Resource } from '../template';
import { isInForce, levelOf } from './level';
import type { RunResult } from './result';
import { runChecks } from './run';

/** Everything there is to say about an app: what every report is made from. */
export interface Evaluation {
  readonly run: RunResult;
  /** Names of the stacks that were read; a nested stack belongs to the one that holds it. */
  readonly stacks: readonly string[];
  readonly ledger: Ledger;
  readonly settings: Settings;
  /** The day it was judged on: `2026-11-23`. */
  readonly today: string;
  /** Findings that nobody settled, by what they do to synthesis. */
  readonly findings: { readonly errors: number; readonly warnings: number };
}

export const NO_COMMITMENTS: Omit<Commitments, 'today'> = { acknowledgements: [], attestations: [] };

/** Runs the checks in force, applies what people took upon themselves, and counts what is left. */
export function evaluate(
  application: Application,
  settings: Settings,
  commitments: Commitments,
  includes: (resource: Resource) => boolean = () => true,
): Evaluation {
  const inForce = CHECKS.filter((check) => isInForce(check, settings));
  const raw = runChecks(inForce, { application, settings }, includes);
  const { run, ledger } = settle(raw, commitments, settings);
  const levels = run.results.flatMap(({ check, issues }) =>
    issues.filter(({ settledBy }) => settledBy === undefined).map((issue) => levelOf(check, issue, settings)),
  );
  const warnings = levels.filter((level) => level === 'warning').length;
  const stacks = application.stacks.filter(includes).map(({ logicalId }) => logicalId);
  const findings = { errors: levels.length - warnings, warnings };
  return { run, stacks, ledger, settings, today: commitments.today, findings };
}
