import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { App, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { Iso27001Checks, type Iso27001ChecksProps } from '../../lib/compliance';

export const TODAY = '2026-11-23';
export const ROTATION = 'ISO27001-8.24-KeyRotation';

/** The cloud assembly of the running test. */
export let outdir: string;

/** Gives each test of a file an assembly folder of its own, and leaves CDK's own validation out. */
export function useAssembly(): void {
  beforeAll(() => {
    process.env.CDK_VALIDATION = 'false';
  });
  beforeEach(() => {
    outdir = mkdtempSync(path.join(os.tmpdir(), 'iso27001-'));
  });
  afterEach(() => rmSync(outdir, { recursive: true, force: true }));
}

interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly conclusion: string;
    readonly violations: readonly Violation[];
    readonly suppressedViolations?: readonly (Violation & { readonly reason: string })[];
  }[];
}
interface Violation {
  readonly ruleName: string;
  readonly description: string;
  readonly severity: string;
  readonly violatingConstructs: readonly { readonly constructPath: string }[];
}

export function appWith(build: (app: App, checks: Iso27001Checks) => void, props: Iso27001ChecksProps = {}): App {
  // The gate is judged by its report here: a synthesis that throws leaves nothing to look at.
  const app = new App({ outdir, context: { '@aws-cdk/core:failSynthOnValidationErrors': false } });
  const checks = new Iso27001Checks(app, { today: TODAY, ...props });
  Validations.of(app).addPlugins(checks);
  build(app, checks);
  return app;
}

export function reportOf(app: App) {
  app.synth();
  const report = JSON.parse(readFileSync(path.join(outdir, 'validation-report.json'), 'utf8')) as Report;
  const own = report.pluginReports.find(({ pluginName }) => pluginName === 'ISO27001');
  const findings = (own?.violations ?? []).flatMap(({ ruleName, severity, description, violatingConstructs }) =>
    violatingConstructs.map(({ constructPath }) => ({ ruleName, severity, description, constructPath })),
  );
  return { conclusion: own?.conclusion ?? 'none', findings, suppressed: own?.suppressedViolations ?? [] };
}

export function written(name: string): Record<string, never> {
  return JSON.parse(readFileSync(path.join(outdir, 'iso27001', name), 'utf8'));
}

/** A key that breaks two checks: rotation and retention. */
export function bareKey(app: App): CfnResource {
  return new CfnResource(new Stack(app, 'Test'), 'Key', { type: 'AWS::KMS::Key' });
}
export const named = <F extends { readonly ruleName: string }>(findings: readonly F[], name: string): readonly F[] =>
  findings.filter(({ ruleName }) => ruleName.startsWith(name));
