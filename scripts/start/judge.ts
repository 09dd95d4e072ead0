import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { driftDeployment } from '../../bin/aws/drift-deployment';
import { S3Documents } from '../../lambda/aws/s3-documents';
import {
  type DriftMonitorDeployment,
  type DriftReport,
  type DriftVerdict,
  driftPageKey,
  type EvaluatedWindow,
  WATERMARK_MINUTES,
} from '../../lib/contract';
import type { LocalAccount } from '../../test/local-aws/account';

/** What the deployed monitor says of one day, and what CloudWatch says of its alarms. */
export interface JudgedDay {
  readonly day: string;
  readonly verdict: DriftVerdict;
  readonly summary: string;
  readonly rows: number;
  readonly coverage?: number;
  /** States of the severity alarms, by severity. */
  readonly alarms: Readonly<Record<'warning' | 'critical' | 'emergency', string>>;
  /** Where the report was saved on this machine, and its page. */
  readonly json: string;
  readonly html?: string;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * Has the deployed function judge one day of the past at its own clock, as soon after its end as a window is judged, and
 * reads the alarms back from CloudWatch.
 *
 * @throws Error where the function fails
 */
export async function judgeDay(
  account: LocalAccount,
  endpointName: string,
  day: string,
  folder: string,
): Promise<JudgedDay> {
  await account.flushCapture();
  const deployment = await driftDeployment(endpointName, undefined, new SSMClient(account.clientConfig));
  const start = Date.parse(`${day}T00:00:00Z`);
  const now = new Date(start + DAY + WATERMARK_MINUTES * MINUTE);
  const window = { start: new Date(start).toISOString(), end: new Date(start + DAY).toISOString() };
  const evaluated = await evaluate(account, deployment, { now: now.toISOString(), window });
  // One minute on, CloudWatch has the figures and looks at its alarms.
  await account.setClock(new Date(now.getTime() + MINUTE));
  const alarms = await alarmStates(account, deployment);
  const { report, files } = await save(account, deployment, evaluated.reportKey, path.join(folder, day));
  return {
    day,
    verdict: report.verdict,
    summary: report.summary,
    rows: report.rows,
    coverage: report.coverage,
    alarms,
    ...files,
  };
}

async function evaluate(
  account: LocalAccount,
  { evaluateFunction }: DriftMonitorDeployment,
  event: object,
): Promise<EvaluatedWindow> {
  const client = new LambdaClient(account.clientConfig);
  const Payload = Buffer.from(JSON.stringify(event));
  const answer = await client.send(new InvokeCommand({ FunctionName: evaluateFunction, Payload }));
  const text = Buffer.from(answer.Payload ?? []).toString('utf8');
  if (answer.FunctionError !== undefined) throw new Error(`The drift evaluator failed: ${text}`);
  const [evaluated] = JSON.parse(text) as EvaluatedWindow[];
  if (evaluated === undefined) throw new Error(`The drift evaluator judged nothing: ${text}`);
  return evaluated;
}

async function alarmStates(account: LocalAccount, { alarms }: DriftMonitorDeployment): Promise<JudgedDay['alarms']> {
  const client = new CloudWatchClient(account.clientConfig);
  const { warning, critical, emergency } = alarms;
  const { MetricAlarms = [] } = await client.send(
    new DescribeAlarmsCommand({ AlarmNames: [warning, critical, emergency] }),
  );
  const stateOf = (name: string) => MetricAlarms.find(({ AlarmName }) => AlarmName === name)?.StateValue ?? 'missing';
  return { warning: stateOf(warning), critical: stateOf(critical), emergency: stateOf(emergency) };
}

/** The report as the function wrote it, and the page beside it. */
async function save(account: LocalAccount, { dataBucket }: DriftMonitorDeployment, key: string, file: string) {
  const documents = new S3Documents(new S3Client(account.clientConfig));
  const stored = await documents.read({ bucket: dataBucket, key });
  if (stored === undefined) throw new Error(`There is no report s3://${dataBucket}/${key}.`);
  const page = await documents.read({ bucket: dataBucket, key: driftPageKey(key) });
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.json`, stored.body);
  if (page !== undefined) writeFileSync(`${file}.html`, page.body);
  const files = { json: `${file}.json`, html: page === undefined ? undefined : `${file}.html` };
  return { report: JSON.parse(stored.body.toString('utf8')) as DriftReport, files };
}

/** Whether the monitor says what the weather says: nothing on a calm day, an alarm on a stormy one. */
export function asExpected(calm: JudgedDay, stormy: JudgedDay): boolean {
  const quiet = calm.verdict === 'OK' && Object.values(calm.alarms).every((state) => state !== 'ALARM');
  const alarmed = stormy.verdict === 'WARNING' || stormy.verdict === 'CRITICAL';
  return quiet && alarmed && stormy.alarms.warning === 'ALARM';
}
