import type { Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { checkId } from '../../lib/compliance/checks/check';
import { DEFAULT_SETTINGS, type Settings } from '../../lib/compliance/checks/settings';
import { checkTree } from '../../lib/compliance/engine/check-tree';
import { NO_COMMITMENTS } from '../../lib/compliance/engine/evaluate';
import { levelOf } from '../../lib/compliance/engine/level';
import { describeIssue } from '../../lib/compliance/report/describe';
import { STACK_TYPE } from '../../lib/compliance/template';
import type { ComplianceProfile } from '../../lib/core';

export interface ComplianceExpectation {
  /** @default the profile that a user gets: business */
  readonly profile?: ComplianceProfile;
  /** Warnings and unknowns count too. @default false */
  readonly strict?: boolean;
  /**
   * Identifiers (`ISO27001-8.24-CustomerKey`) that are left out because the *test's own scaffolding* breaks them, never
   * the construct under test.
   */
  readonly except?: readonly string[];
}

/** Every finding of the ISO 27001 checks on a construct, as one line each: level, identifier, path, description. */
export function complianceFindings(scope: IConstruct, expectation: ComplianceExpectation = {}): readonly string[] {
  const settings: Settings = { ...DEFAULT_SETTINGS, profile: expectation.profile ?? DEFAULT_SETTINGS.profile };
  synthesise(scope);
  const { run } = checkTree(scope, settings, { ...NO_COMMITMENTS, today: '2026-01-01' });
  return (
    run.results
      // What an account has once is not a construct's to bring.
      .filter(({ resource, state }) => resource?.type !== STACK_TYPE && state !== 'UNATTESTED')
      .filter(({ check }) => !expectation.except?.includes(checkId(check)))
      .flatMap((result) => {
        const path = result.resource?.path ?? result.resource?.logicalId ?? 'App';
        return result.issues
          .map((issue) => ({ level: levelOf(result.check, issue, settings), text: describeIssue(result, issue) }))
          .filter(({ level }) => expectation.strict || level !== 'warning')
          .map(({ level, text }) => `${level} ${checkId(result.check)} at ${path}\n    ${text}`);
      })
  );
}

/**
 * Fails with readable findings unless everything below `scope` passes the ISO 27001 checks. For every construct's test:
 *
 * ```ts
 * const stack = new Stack(new App(), 'Test');
 * new ArtifactStore(stack, 'Store');
 * expectCompliant(stack);
 * ```
 *
 * Pass the stack, or the construct itself where the stack also holds scaffolding of the test. Nothing has to be
 * registered on the app. The app is synthesised first, so that aspects (tags, removal policies) have run; add what
 * you need before the call. `complianceFindings` returns the lines, for a test that wants a finding.
 */
export function expectCompliant(scope: IConstruct, expectation: ComplianceExpectation = {}): void {
  const findings = complianceFindings(scope, expectation);
  if (findings.length === 0) return;
  const count = findings.length === 1 ? '1 finding' : `${findings.length} findings`;
  throw new Error(`${scope.node.path || 'App'}: ${count} of the ISO 27001 checks\n  ${findings.join('\n  ')}`);
}

/** Synthesises without CDK's built-in template validation, which costs seconds and is not what is tested here. */
function synthesise(scope: IConstruct): void {
  const before = process.env.CDK_VALIDATION;
  process.env.CDK_VALIDATION = 'false';
  try {
    const root = scope.node.root as Stage;
    root.synth();
  } finally {
    if (before === undefined) delete process.env.CDK_VALIDATION;
    else process.env.CDK_VALIDATION = before;
  }
}
