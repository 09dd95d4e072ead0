import { spawnSync } from 'node:child_process';

interface Measured {
  readonly resources: number;
  /** CPU milliseconds a resource. */
  readonly ours: number;
  readonly theirs: number;
  /** CPU milliseconds to load the pack, with aws-cdk-lib loaded. */
  readonly load: number;
}

/** The ISO 27001 checks, all reports included, beside cdk-nag's AwsSolutions on the same app. Needs a build. */
export function benchCompliance(): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bench/compliance/measure.js'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`bench/compliance/measure.js failed:\n${stderr}`);
  const { resources, ours, theirs, load } = JSON.parse(stdout) as Measured;
  return [
    `Validation of an app of ${resources} resources, CPU milliseconds a resource, median of 7 alternating pairs`,
    '',
    '| pack | ms a resource | limit |',
    '|---|---|---|',
    `| Iso27001Checks, 91 checks, all reports written | ${ours.toFixed(2)} | 0.50: ${mark(ours, 0.5)} |`,
    `| AwsSolutions of cdk-nag | ${theirs.toFixed(2)} | |`,
    '',
    `Loading the pack: ${load.toFixed(0)} ms of CPU (limit 300: ${mark(load, 300)})`,
  ].join('\n');
}

function mark(value: number, limit: number): string {
  return value <= limit ? 'met' : 'MISSED';
}
