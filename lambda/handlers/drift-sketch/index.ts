import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { S3Documents } from '../../aws/s3-documents';
import { S3ObjectStore } from '../../aws/s3-object-store';
import { timeLeft } from '../../aws/time-left';
import { loadBaseline } from './baseline';
import { notifiedObject } from './notification';
import { readSettings } from './settings';
import { sketchObject } from './sketch-object';

const logger = new Logger();
const client = new S3Client({});
const objects = new S3ObjectStore(client);
const documents = new S3Documents(client);

/** Sketches capture objects as they arrive. A message that fails comes back; after three attempts it is a dead letter. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  const settings = readSettings(process.env);
  const baseline = await loadBaseline(settings.baseline, documents);
  const signal = timeLeft(context);
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  // One after the other: a sketch needs a whole core.
  for (const { messageId, body } of event.Records) {
    try {
      const outcome = await sketchObject(notifiedObject(body), { settings, baseline, objects, documents, signal });
      logger.info('Capture object', { ...outcome });
    } catch (error) {
      logger.error('Capture object was not sketched', { messageId, error });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}
