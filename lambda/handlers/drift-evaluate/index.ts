import { Logger } from '@aws-lambda-powertools/logger';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import type { EvaluatedWindow } from '../../../lib/contract';
import { EndpointMetrics } from '../../aws/endpoint-metrics';
import { EventBus } from '../../aws/event-bus';
import { S3Documents } from '../../aws/s3-documents';
import { S3ObjectStore } from '../../aws/s3-object-store';
import { timeLeft } from '../../aws/time-left';
import { loadBaseline } from '../drift-sketch/baseline';
import { readSettings } from '../drift-sketch/settings';
import { AlarmStates } from './alarm-states';
import { evaluateWindow } from './evaluate-window';
import { windowEvaluator } from './evaluator';
import { Reports } from './reports';
import { readEvaluationRequest } from './request';

const logger = new Logger();
const client = new S3Client({});
const documents = new S3Documents(client);
const objects = new S3ObjectStore(client);
const cloudWatch = new CloudWatchClient({});
const events = new EventBus(new EventBridgeClient({}));

/** Judges the windows that are due, or the one that the event names. */
export async function handler(event: unknown, context: Context): Promise<EvaluatedWindow[]> {
  logger.addContext(context);
  const settings = readSettings(process.env);
  const { now, windows } = readEvaluationRequest(event, new Date(), settings.windowHours);
  const baseline = await loadBaseline(settings.baseline, documents);
  const evaluator = windowEvaluator(baseline, settings.policy);
  const metrics = new EndpointMetrics(cloudWatch, settings);
  const reports = new Reports(settings, documents, context.awsRequestId);
  const states = new AlarmStates(settings, documents);
  const signal = timeLeft(context);
  const warn = (message: string, details: object) => logger.warn(message, { ...details });
  const parts = { settings, baseline, evaluator, objects, documents, metrics, events, reports, states, signal };
  const evaluated: EvaluatedWindow[] = [];
  for (const window of windows) evaluated.push(await evaluateWindow(window, { ...parts, now, warn }));
  logger.info('Windows', { evaluated });
  return evaluated;
}
