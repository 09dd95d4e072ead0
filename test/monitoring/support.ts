import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { AlertChannel, AlertTopic, ArtifactStore, EncryptionKeys } from '../../lib/foundation';
import { Baseline, DriftMonitor, type DriftMonitorProps } from '../../lib/monitoring';
import { type IModelEndpoint, ModelEndpoint } from '../../lib/serving';
import { baselineOf, flightRows } from '../drift/support/reference';

process.env['CDK_VALIDATION'] = 'false';

const ROOT = join(__dirname, '..', '..');
for (const handler of ['drift-sketch', 'drift-evaluate', 'verified-artifact']) {
  if (existsSync(join(ROOT, 'assets', 'lambda', handler, 'index.js'))) continue;
  execFileSync(process.execPath, [join(ROOT, 'scripts', 'bundle.mjs')], { stdio: 'ignore' });
}

export const baseline = baselineOf(flightRows(1, 2000));
const folder = mkdtempSync(join(tmpdir(), 'drift-monitor-'));
export const baselineFile = join(folder, 'baseline.json');
writeFileSync(baselineFile, JSON.stringify(baseline));

/** Writes a file beside the baseline and returns its path. */
export function fileWith(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

export interface Watched {
  readonly stack: Stack;
  readonly keys: EncryptionKeys;
  readonly alerts: AlertTopic;
  readonly store: ArtifactStore;
  readonly endpoint: IModelEndpoint;
}

/** A stack with a store, alerts and an endpoint of somebody else. */
export function watched(): Watched {
  const stack = new Stack(new App(), 'Test', { env: { account: '111111111111', region: 'eu-west-1' } });
  const keys = new EncryptionKeys(stack, 'Keys');
  const alerts = new AlertTopic(stack, 'Alerts', { keys, channels: [AlertChannel.email('on-call@example.com')] });
  const store = new ArtifactStore(stack, 'Store', { keys, alerts });
  const endpoint = ModelEndpoint.fromEndpointName(stack, 'Endpoint', 'flights');
  return { stack, keys, alerts, store, endpoint };
}

export function monitor(
  { stack, store, endpoint }: Watched,
  props: Partial<DriftMonitorProps> = {},
  id = 'Drift',
): DriftMonitor {
  return new DriftMonitor(stack, id, { endpoint, store, baseline: Baseline.fromFile(baselineFile), ...props });
}
