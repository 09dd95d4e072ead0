import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { handler } from '../../../lambda/handlers/drift-evaluate';
import { handler as sketch } from '../../../lambda/handlers/drift-sketch';
import type { DriftAlarmState, DriftReport, EvaluatedWindow } from '../../../lib/contract';
import { MemoryAws } from '../drift-sketch/memory-aws';
import { configure, DATA, putBaseline } from '../drift-sketch/watched-endpoint';

export const HOUR = '2026/04/01/10';
export const WINDOW = { start: '2026-04-01T10:00:00.000Z', end: '2026-04-01T11:00:00.000Z' };
export const NEXT = { start: '2026-04-01T11:00:00.000Z', end: '2026-04-01T12:00:00.000Z' };
export const NOW = '2026-04-01T11:20:00.000Z';
export const LATER = '2026-04-01T12:20:00.000Z';
export const FOLDER = 'reports/flights/champion/drift/2026/04/01/10-1h/';
export const STATE = 'reports/flights/champion/drift/state.json';
let calls = 0;

/** An account with a watched endpoint and its baseline, until mocks are restored. */
export function watchedAccount(): MemoryAws {
  const aws = new MemoryAws().install();
  configure();
  putBaseline(aws);
  return aws;
}

export const context = () => ({ getRemainingTimeInMillis: () => 60_000, awsRequestId: `call-${++calls}` }) as Context;

/** Sketches objects as S3 notifies of them, in one batch. */
export function arrive(...keys: string[]): Promise<SQSBatchResponse> {
  const Records = keys.map((key, index) => ({
    messageId: `m${index}`,
    body: JSON.stringify({ detail: { bucket: { name: DATA }, object: { key } } }),
  }));
  return sketch({ Records } as SQSEvent, context());
}

/** What one call of the function says of the first window that it judged. */
export async function evaluate(event: object = { window: WINDOW, now: NOW }): Promise<EvaluatedWindow> {
  return (await handler(event, context()))[0] as EvaluatedWindow;
}

export function reportIn(aws: MemoryAws, revision = 0): DriftReport {
  return JSON.parse(aws.body(DATA, `${FOLDER}revision-000${revision}.json`).toString());
}

export function stateIn(aws: MemoryAws): DriftAlarmState {
  return JSON.parse(aws.body(DATA, STATE).toString());
}
