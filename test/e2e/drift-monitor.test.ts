import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { DriftReport, EvaluatedWindow } from '../../lib/contract';
import { AlertChannel, AlertTopic, ArtifactStore, EncryptionKeys } from '../../lib/foundation';
import { Baseline, DriftMonitor } from '../../lib/monitoring';
import { ModelEndpoint } from '../../lib/serving';
import { baselineOf, captureObject, flightRows } from '../drift/support/reference';
import { LocalAccount } from '../local-aws/account';

// CDK's built-in template validation costs seconds a synthesis.
process.env['CDK_VALIDATION'] = 'false';

const REGION = 'eu-central-1';
const BUCKET = `e2e-inference-data-000000000000-${REGION}`;
const CALM = { start: '2026-04-01T10:00:00.000Z', end: '2026-04-01T11:00:00.000Z' };
const STORMY = { start: '2026-04-01T11:00:00.000Z', end: '2026-04-01T12:00:00.000Z' };
const SETTLED = { start: '2026-04-01T12:00:00.000Z', end: '2026-04-01T13:00:00.000Z' };

/** One story: a calm hour, a stormy one, and a calm one again, each judged at its own clock. IAM is enforced. */
describe('a drift monitor, deployed by the CDK CLI', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'drift-monitor-'));
  let account: LocalAccount;
  let s3: S3Client;
  let lambda: LambdaClient;
  let cloudWatch: CloudWatchClient;
  let evaluator: string;

  beforeAll(async () => {
    account = await LocalAccount.start({ region: REGION, auth: true });
    s3 = new S3Client(account.clientConfig);
    lambda = new LambdaClient(account.clientConfig);
    cloudWatch = new CloudWatchClient(account.clientConfig);
    await account.bootstrap();
    const { exitCode, output } = await deploy();
    expect({ exitCode, output: exitCode === 0 ? '' : output }).toEqual({ exitCode: 0, output: '' });
    evaluator = /Drift\.Evaluator = (\S+)/.exec(output)?.[1] ?? '';
  }, 240_000);

  afterAll(async () => {
    await account?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function deploy() {
    const baseline = path.join(folder, 'baseline.json');
    writeFileSync(baseline, JSON.stringify(baselineOf(flightRows(1, 5000))));
    const outdir = path.join(folder, 'cdk.out');
    const app = new App({ outdir });
    const stack = new Stack(app, 'Drift', { env: { account: account.accountId, region: REGION } });
    const keys = new EncryptionKeys(stack, 'Keys');
    const alerts = new AlertTopic(stack, 'Alerts', { keys, channels: [AlertChannel.email('a@example.com')] });
    const store = new ArtifactStore(stack, 'Store', {
      keys,
      alerts,
      namePrefix: 'e2e',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const monitor = new DriftMonitor(stack, 'Monitor', {
      endpoint: ModelEndpoint.fromEndpointName(stack, 'Endpoint', 'flights'),
      store,
      baseline: Baseline.fromFile(baseline),
      window: Duration.hours(1),
    });
    new CfnOutput(stack, 'Evaluator', { value: monitor.evaluateFunction.functionName });
    new CfnOutput(stack, 'Critical', { value: monitor.criticalAlarm.alarmName });
    app.synth();
    return account.cdk(['deploy', '--all', '--require-approval', 'never'], { app: outdir });
  }

  const hourOf = ({ start }: { start: string }) => start.slice(0, 13).replace(/[-T]/g, '/');

  async function capture(window: { start: string }, name: string, seed: number, shift = 0): Promise<string> {
    const key = `capture/c0ffee/flights/champion/${hourOf(window)}/${name}.jsonl`;
    const Body = captureObject(flightRows(seed, 1500, shift), (row) => `${name}-${row}`);
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body }));
    return key;
  }

  async function keys(prefix: string): Promise<string[]> {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix }));
    return Contents.flatMap(({ Key }) => Key ?? []);
  }

  /** Has a window judged at its own clock, 20 minutes after its end, and makes that the clock of the alarms. */
  async function judge(window: { start: string; end: string }) {
    const now = new Date(Date.parse(window.end) + 20 * 60_000);
    const Payload = Buffer.from(JSON.stringify({ now: now.toISOString(), window }));
    const answer = await lambda.send(new InvokeCommand({ FunctionName: evaluator, Payload }));
    const text = Buffer.from(answer.Payload ?? []).toString();
    expect({ error: answer.FunctionError, text: answer.FunctionError && text }).toEqual({});
    await account.setClock(new Date(now.getTime() + 60_000));
    const told = (JSON.parse(text) as EvaluatedWindow[])[0] as EvaluatedWindow;
    const stored = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: told.reportKey }));
    const report = JSON.parse((await stored.Body?.transformToString()) ?? '') as DriftReport;
    return { told, report };
  }

  async function alarmStates(): Promise<Record<string, string>> {
    const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({}));
    const drift = MetricAlarms.filter(({ MetricName }) => MetricName === 'DriftSeverity');
    return Object.fromEntries(drift.map(({ Threshold, StateValue }) => [String(Threshold), String(StateValue)]));
  }

  async function severities(): Promise<number[]> {
    const Dimensions = [
      { Name: 'EndpointName', Value: 'flights' },
      { Name: 'VariantName', Value: 'champion' },
    ];
    const Metric = { Namespace: 'ProductionML', MetricName: 'DriftSeverity', Dimensions };
    const { MetricDataResults } = await cloudWatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: [{ Id: 'severity', MetricStat: { Metric, Period: 3600, Stat: 'Maximum' } }],
        StartTime: new Date('2026-04-01T10:00:00Z'),
        EndTime: new Date('2026-04-01T14:00:00Z'),
        ScanBy: 'TimestampAscending',
      }),
    );
    return MetricDataResults?.[0]?.Values ?? [];
  }

  test('sketches what arrives without being asked, and once although it is written twice', async () => {
    await capture(CALM, 'a', 1);
    await capture(CALM, 'a', 1);
    const deadline = Date.now() + 30_000;
    while ((await keys('sketches/')).length === 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    expect(await keys('sketches/')).toHaveLength(1);
    expect(await keys('predictions/')).toHaveLength(1);
  }, 60_000);

  test('finds a calm hour OK, with every captured row counted once, and no alarm', async () => {
    await capture(CALM, 'b', 2);
    const { told, report } = await judge(CALM);
    expect(told).toMatchObject({ outcome: 'evaluated', verdict: 'OK', severity: 0 });
    expect(report).toMatchObject({ rows: 3000, invalidRows: {}, findings: [] });
    expect(await alarmStates()).toEqual({ 1: 'OK', 2: 'OK', 3: 'OK' });
  }, 60_000);

  test('finds a shift of one standard deviation: report, metric and alarm agree', async () => {
    await capture(STORMY, 'c', 3, 1);
    const { told, report } = await judge(STORMY);
    expect(told).toMatchObject({ outcome: 'evaluated', verdict: 'CRITICAL', severity: 2 });
    expect(report.findings.map(({ name }) => name)).toContain('delay');
    expect(await severities()).toEqual([0, 2]);
    expect(await alarmStates()).toEqual({ 1: 'ALARM', 2: 'ALARM', 3: 'OK' });
  }, 60_000);

  test('does nothing when the same window is asked for again', async () => {
    expect((await judge(STORMY)).told).toMatchObject({ outcome: 'unchanged', revision: 0 });
    expect(await severities()).toEqual([0, 2]);
  }, 60_000);

  test('closes the alarm when the next hour is calm again', async () => {
    await capture(SETTLED, 'd', 4);
    expect((await judge(SETTLED)).told).toMatchObject({ verdict: 'OK', severity: 0 });
    expect(await alarmStates()).toEqual({ 1: 'OK', 2: 'OK', 3: 'OK' });
  }, 60_000);

  /** Runs the command line against the account, as an operator would. */
  function productionMl(...args: string[]) {
    const env = { ...process.env, ...account.env, NO_COLOR: '1' };
    const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/production-ml.js', ...args], {
      env,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  }

  test('drift show tells the newest report, the last windows, and that no alarm stands', () => {
    const { status, stdout, stderr } = productionMl('drift', 'show', '--endpoint', 'flights');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^OK: /);
    expect(stdout).toContain('No alarm stands.');
    expect(stdout.match(/2026-04-01 1\d:00 to/g)).toHaveLength(3);
    expect(stdout).toMatch(/CRITICAL .* delay/);
    expect(stdout).toMatch(
      /Report: s3:.*\/drift\/.*revision-\d{4}\.json\nPage: {3}s3:.*\/drift\/.*revision-\d{4}\.html\n/,
    );
    const page = path.join(folder, 'report.html');
    expect(productionMl('drift', 'show', '--endpoint', 'flights', '--html', page).status).toBe(0);
    expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>[\s\S]*The last 3 windows/);
    expect(JSON.parse(productionMl('drift', 'show', '--endpoint', 'flights', '--json').stdout)).toMatchObject({
      verdict: 'OK',
    });
  }, 60_000);

  test('drift show says what to do where nothing is deployed', () => {
    const { status, stderr } = productionMl('drift', 'show', '--endpoint', 'nobody');
    expect(status).toBe(1);
    expect(stderr).toContain('No drift monitor of the endpoint nobody is deployed');
  });

  test('drift backfill says what another baseline would have said, and changes nothing', async () => {
    const other = path.join(folder, 'shifted.json');
    writeFileSync(other, JSON.stringify(baselineOf(flightRows(9, 5000, 1))));
    const before = await keys('reports/');
    const span = ['--from', CALM.start, '--to', SETTLED.end];
    const { status, stdout, stderr } = productionMl(
      'drift',
      'backfill',
      '--endpoint',
      'flights',
      ...span,
      '--baseline',
      other,
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('3 of 3 verdicts that were given then are others now.');
    expect(await keys('reports/')).toEqual(before);
    const same = productionMl('drift', 'backfill', '--endpoint', 'flights', ...span);
    expect(same.stdout).toContain('0 of 3 verdicts');
  }, 120_000);
});
