import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { EcrImages } from '../../lambda/aws/container-images';
import { SageMakerHosting } from '../../lambda/aws/hosting';
import { CloudWatchReleaseAlarms } from '../../lambda/aws/release-alarms';
import { S3ObjectStore } from '../../lambda/aws/s3-object-store';
import { unavailable } from '../../lambda/handlers/release-hosting/availability';
import type { ReleaseDeployment } from '../../lib/contract';
import type { Caller, ReleaseAccount, ReleasedEndpointAccess } from '../release/account';
import { deploymentOf } from './deployment-records';
import { StepFunctionsExecutions } from './operator-executions';
import { DynamoOperatorLedger } from './operator-ledger';
import { S3Candidates } from './s3-candidates';

/** Somebody waits at a terminal: a connection that does not come about says so soon. */
const CLIENT = { maxAttempts: 3, requestHandler: { connectionTimeout: 3000, socketTimeout: 30_000 } };
const LOOK_MILLIS = 20_000;

/** The AWS account that the environment names, as every AWS tool finds it. */
export class AwsReleaseAccount implements ReleaseAccount {
  async caller(): Promise<Caller> {
    const { UserId = '', Arn = '' } = await new STSClient(CLIENT).send(new GetCallerIdentityCommand({}));
    return { userId: UserId, arn: Arn };
  }

  async deployment(endpointName: string): Promise<ReleaseDeployment> {
    const { deployment } = await deploymentOf<ReleaseDeployment>(new SSMClient(CLIENT), endpointName, 'release');
    return deployment;
  }

  open(deployment: ReleaseDeployment): ReleasedEndpointAccess {
    const hosting = new SageMakerHosting(new SageMakerClient(CLIENT));
    const s3 = new S3Client(CLIENT);
    const alarms = new CloudWatchReleaseAlarms(new CloudWatchClient(CLIENT));
    const parts = { hosting, objects: new S3ObjectStore(s3), images: new EcrImages(new ECRClient(CLIENT)) };
    return {
      ledger: new DynamoOperatorLedger(new DynamoDBClient(CLIENT), deployment.table, deployment.endpointName),
      executions: new StepFunctionsExecutions(
        new SFNClient(CLIENT),
        deployment.stateMachineArn,
        deployment.rollbackStateMachineArn,
      ),
      candidates: new S3Candidates(s3, deployment),
      observed: () => hosting.endpoint(deployment.endpointName),
      firing: (alarmNames) => alarms.firing(alarmNames),
      missing: (release) => unavailable(release, { ...parts, signal: AbortSignal.timeout(LOOK_MILLIS) }),
    };
  }
}
