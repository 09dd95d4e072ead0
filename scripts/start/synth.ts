import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runProgram } from './run-program';
import type { ComplianceLine } from './summary';

export interface SynthOptions {
  /** Configuration file of the reference app. */
  readonly config: string;
  /** Where the cloud assembly goes. */
  readonly output: string;
  readonly signal?: AbortSignal;
}

/**
 * Synthesises the reference app with the CDK CLI, ISO 27001 checks included.
 *
 * @throws Error with everything that the CLI said, when the synthesis or a check fails
 */
export async function synthesize({ config, output, signal }: SynthOptions): Promise<ComplianceLine> {
  const args = ['synth', '--quiet', '--no-notices', '--output', output, '--context', `config=${config}`];
  const env = { CI: '1', AWS_REGION: 'eu-central-1', CDK_DISABLE_CLI_TELEMETRY: 'true' };
  await runProgram('node_modules/.bin/cdk', args, { env, signal });
  return readComplianceSummary(output);
}

function readComplianceSummary(assembly: string): ComplianceLine {
  const file = path.join(assembly, 'iso27001', 'summary.json');
  const summary = JSON.parse(readFileSync(file, 'utf8'));
  return {
    checks: summary.checks,
    resources: summary.resourcesChecked,
    breaches: summary.findings.errors,
    warnings: summary.findings.warnings,
  };
}
