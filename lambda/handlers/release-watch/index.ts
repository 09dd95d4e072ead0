import { Logger } from '@aws-lambda-powertools/logger';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Context } from 'aws-lambda';
import {
  RELEASE_WATCH,
  ReleaseMetric,
  type ReleaseRequest,
  type ReleaseWatchEvent,
  type ReleaseWatchSettings,
} from '../../../lib/contract';
import { EcrImages } from '../../aws/container-images';
import { CloudTrailHistory } from '../../aws/endpoint-history';
import { EventBus } from '../../aws/event-bus';
import { StateMachineExecutions } from '../../aws/executions';
import { SageMakerHosting } from '../../aws/hosting';
import { CloudWatchReleaseAlarms } from '../../aws/release-alarms';
import { DynamoLedger } from '../../aws/release-ledger';
import { S3ObjectStore } from '../../aws/s3-object-store';
import { timeLeft } from '../../aws/time-left';
import { readReleaseSettings } from '../release-ledger/settings';
import { checkReadiness } from './readiness';
import { reconcile } from './reconcile';
import { settleDeath } from './settle-death';

const logger = new Logger();
const clients = {
  dynamo: new DynamoDBClient({}),
  sageMaker: new SageMakerClient({}),
  stepFunctions: new SFNClient({}),
  cloudWatch: new CloudWatchClient({}),
  cloudTrail: new CloudTrailClient({}),
  ecr: new ECRClient({}),
  s3: new S3Client({}),
};
const events = new EventBus(new EventBridgeClient({}));

/** Looks whether the endpoint is what the ledger says, and once a day whether the release before could come back. */
export async function handler(event: ReleaseWatchEvent, context: Context): Promise<string> {
  logger.addContext(context);
  const { table, endpointName } = readReleaseSettings(process.env);
  const { stateMachineArn, repair, endpointArn } = JSON.parse(
    process.env[RELEASE_WATCH] ?? '{}',
  ) as ReleaseWatchSettings;
  const executions = new StateMachineExecutions(clients.stepFunctions);
  const common = {
    endpointName,
    ledger: new DynamoLedger(clients.dynamo, table, endpointName),
    hosting: new SageMakerHosting(clients.sageMaker),
    alarms: new CloudWatchReleaseAlarms(clients.cloudWatch),
    log: (message: string, details: object) => logger.info(message, { endpoint: endpointName, ...details }),
  };
  const start = (name: string, request: ReleaseRequest) => executions.start(stateMachineArn, name, request);
  if (event.detail !== undefined) {
    const alert = () => common.alarms.metric(ReleaseMetric.FAILED, endpointName, 1);
    return settleDeath(event.detail, { end: (arn) => executions.end(arn), alert, start, log: common.log });
  }
  if (event.check === 'readiness') {
    return checkReadiness({
      ...common,
      objects: new S3ObjectStore(clients.s3),
      images: new EcrImages(clients.ecr),
      signal: timeLeft(context),
    });
  }
  return reconcile({
    ...common,
    repair,
    executions,
    history: new CloudTrailHistory(clients.cloudTrail),
    send: (detailType, detail) => events.send(detailType, detail, [endpointArn]),
    start,
    now: () => new Date(),
  });
}
