import { Logger } from '@aws-lambda-powertools/logger';
import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { Context } from 'aws-lambda';
import type { ReleaseStepInput, ReleaseStepOutput } from '../../../lib/contract';
import { EcrImages } from '../../aws/container-images';
import { SageMakerHosting } from '../../aws/hosting';
import { CloudWatchReleaseAlarms } from '../../aws/release-alarms';
import { DynamoLedger } from '../../aws/release-ledger';
import { KmsReleaseSigner } from '../../aws/release-signer';
import { S3ObjectStore } from '../../aws/s3-object-store';
import { ApplicationAutoScaling } from '../../aws/scaling';
import { timeLeft } from '../../aws/time-left';
import { readReleaseSettings } from '../release-ledger/settings';
import { HOSTING_STEPS } from './steps';

const logger = new Logger();
const clients = {
  dynamo: new DynamoDBClient({}),
  kms: new KMSClient({}),
  sageMaker: new SageMakerClient({}),
  scaling: new ApplicationAutoScalingClient({}),
  cloudWatch: new CloudWatchClient({}),
  ecr: new ECRClient({}),
  s3: new S3Client({}),
};

export async function handler(input: ReleaseStepInput, context: Context): Promise<ReleaseStepOutput> {
  logger.addContext(context);
  const settings = readReleaseSettings(process.env);
  const run = HOSTING_STEPS[input.step];
  if (run === undefined) throw new Error(`This function has no step ${input.step}.`);
  return run(input, {
    settings,
    ledger: new DynamoLedger(clients.dynamo, settings.table, settings.endpointName),
    signer: new KmsReleaseSigner(clients.kms, settings.signingKeyArn),
    hosting: new SageMakerHosting(clients.sageMaker),
    objects: new S3ObjectStore(clients.s3),
    images: new EcrImages(clients.ecr),
    scaling: new ApplicationAutoScaling(clients.scaling, settings.endpointName),
    alarms: new CloudWatchReleaseAlarms(clients.cloudWatch),
    signal: timeLeft(context),
    now: () => new Date(),
    log: (message, details) =>
      logger.info(message, { endpoint: settings.endpointName, execution: input.execution.arn, ...details }),
  });
}
