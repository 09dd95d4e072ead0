import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { answerCustomResource } from '../../aws/custom-resource';
import { untilPermitted } from '../../aws/patience';
import { S3ObjectStore } from '../../aws/s3-object-store';
import { physicalResourceId, readRequest } from './request';
import { ensureArtifact } from './verify';

const logger = new Logger();
const store = new S3ObjectStore(new S3Client({}));

/** Custom::VerifiedArtifact: on create and update the artifact is verified and stored; a delete removes nothing. */
export async function handler(event: CloudFormationCustomResourceEvent, context: Context): Promise<void> {
  logger.addContext(context);
  const tools = {
    remainingMillis: () => context.getRemainingTimeInMillis(),
    logError: (message: string, error: unknown) => logger.error(message, { error }),
  };
  await answerCustomResource(event, `not-created-${event.RequestId}`, tools, async (signal) => {
    if (event.RequestType === 'Delete') return { physicalResourceId: event.PhysicalResourceId };
    const request = readRequest(event.ResourceProperties);
    const outcome = await untilPermitted(() => ensureArtifact(request, store, signal), signal);
    logger.info(`Artifact ${outcome}`, { artifact: physicalResourceId(request), sha256: request.sha256 });
    return { physicalResourceId: physicalResourceId(request) };
  });
}
