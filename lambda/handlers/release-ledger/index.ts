import { Logger } from '@aws-lambda-powertools/logger';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Context } from 'aws-lambda';
import type { ReleaseStepInput, ReleaseStepOutput } from '../../../lib/contract';
import { StateMachineExecutions } from '../../aws/executions';
import { SageMakerHosting } from '../../aws/hosting';
import { CloudWatchReleaseAlarms } from '../../aws/release-alarms';
import { DynamoLedger } from '../../aws/release-ledger';
import { KmsReleaseSigner } from '../../aws/release-signer';
import { S3Documents } from '../../aws/s3-documents';
import { readReleaseSettings } from './settings';
import { LEDGER_STEPS } from './steps';

const logger = new Logger();
const clients = {
  dynamo: new DynamoDBClient({}),
  kms: new KMSClient({}),
  sageMaker: new SageMakerClient({}),
  stepFunctions: new SFNClient({}),
  cloudWatch: new CloudWatchClient({}),
  s3: new S3Client({}),
};

export async function handler(input: ReleaseStepInput, context: Context): Promise<ReleaseStepOutput> {
  logger.addContext(context);
  const settings = readReleaseSettings(process.env);
  const run = LEDGER_STEPS[input.step];
  if (run === undefined) throw new Error(`This function has no step ${input.step}.`);
  return run(input, {
    settings,
    ledger: new DynamoLedger(clients.dynamo, settings.table, settings.endpointName),
    signer: new KmsReleaseSigner(clients.kms, settings.signingKeyArn),
    executions: new StateMachineExecutions(clients.stepFunctions),
    hosting: new SageMakerHosting(clients.sageMaker),
    alarms: new CloudWatchReleaseAlarms(clients.cloudWatch),
    evidence: new S3Documents(clients.s3),
    now: () => new Date(),
    log: (message, details) =>
      logger.info(message, { endpoint: settings.endpointName, execution: input.execution.arn, ...details }),
  });
}
