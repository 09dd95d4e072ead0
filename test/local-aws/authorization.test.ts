import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import {
  ApplicationAutoScalingClient,
  RegisterScalableTargetCommand,
  type ServiceNamespace,
} from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, DeleteAlarmsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { LocalAccount } from './account';
import { Stacks } from './fixtures/stacks';
import { endpointTemplate, inlineFunction } from './fixtures/templates';
import { ensurePythonEnv } from './python-env';

jest.setTimeout(60_000);

const ENDPOINTS = 'arn:aws:sagemaker:eu-central-1:000000000000:endpoint/';

let account: LocalAccount;
let stacks: Stacks;
/** A user who may invoke one endpoint and write to one bucket that enforces TLS, and nothing else. */
let user: { accessKeyId: string; secretAccessKey: string };

beforeAll(async () => {
  account = await LocalAccount.start({ auth: true });
  stacks = new Stacks(account);
  const image = 'local/model:1';
  await account.registerImage({ image, command: [process.execPath, join(__dirname, 'fixtures/model-server.cjs')] });
  for (const endpointName of ['granted', 'other']) {
    const { status } = await stacks.create(endpointName, endpointTemplate({ image, endpointName }));
    expect(status).toBe('CREATE_COMPLETE');
  }
  const allow = (Action: string, Resource: string, Condition?: object) => ({
    Effect: 'Allow',
    Action,
    Resource,
    ...(Condition === undefined ? {} : { Condition }),
  });
  await stacks.create('user', {
    Resources: {
      User: {
        Type: 'AWS::IAM::User',
        Properties: {
          UserName: 'caller',
          Policies: [
            {
              PolicyName: 'grants',
              PolicyDocument: {
                Version: '2012-10-17',
                Statement: [
                  allow('sagemaker:InvokeEndpoint', `${ENDPOINTS}granted`),
                  allow('sagemaker:DescribeEndpoint', `${ENDPOINTS}granted`),
                  allow('s3:PutObject', 'arn:aws:s3:::tls-only/*'),
                  allow('cloudwatch:DeleteAlarms', 'arn:aws:cloudwatch:eu-central-1:000000000000:alarm:granted-??-*'),
                  allow('application-autoscaling:RegisterScalableTarget', '*', {
                    StringEquals: { 'application-autoscaling:service-namespace': 'sagemaker' },
                  }),
                ],
              },
            },
          ],
        },
      },
    },
  });
  user = await accessKeyOf('caller');
});
afterAll(() => account?.stop());

/** By boto3, which is there for Python functions: no SDK client for IAM is installed. */
async function accessKeyOf(name: string): Promise<typeof user> {
  const python = await ensurePythonEnv({ name: 'local-aws', requirements: join(__dirname, 'requirements.txt') });
  const script = `import boto3, json, sys
key = boto3.client('iam').create_access_key(UserName=sys.argv[1])['AccessKey']
print(json.dumps({'accessKeyId': key['AccessKeyId'], 'secretAccessKey': key['SecretAccessKey']}))`;
  return JSON.parse(
    execFileSync(python, ['-c', script, name], { env: { ...process.env, ...account.env }, encoding: 'utf8' }),
  );
}

const asUser = () => ({ ...account.clientConfig, credentials: user });
const invoke = (EndpointName: string, config = account.clientConfig) =>
  new SageMakerRuntimeClient(config).send(
    new InvokeEndpointCommand({ EndpointName, Body: '1', ContentType: 'text/csv' }),
  );

test('an endpoint can be invoked by whom it is granted to, and no other endpoint', async () => {
  const { Body } = await invoke('granted', asUser());
  expect(await Body?.transformToString()).toBe('model: 1');
  await expect(invoke('other', asUser())).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await invoke('other');
});

test('the API of SageMaker is checked by operation and resource', async () => {
  const describe = (EndpointName: string) =>
    new SageMakerClient(asUser()).send(new DescribeEndpointCommand({ EndpointName }));
  expect(await describe('granted')).toMatchObject({ EndpointStatus: 'InService' });
  await expect(describe('other')).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('alarms can be deleted by whom their names are granted to', async () => {
  const remove = (...AlarmNames: string[]) =>
    new CloudWatchClient(asUser()).send(new DeleteAlarmsCommand({ AlarmNames }));
  await remove('granted-12-errors', 'granted-34-errors');
  await expect(remove('granted-123-errors')).rejects.toThrow(/not authorized/);
  await expect(remove('other-12-errors')).rejects.toThrow(/not authorized/);
});

test('scaling can be set up for the service that it is granted for', async () => {
  const register = (ServiceNamespace: ServiceNamespace, ResourceId: string, dimension: string) =>
    new ApplicationAutoScalingClient(asUser()).send(
      new RegisterScalableTargetCommand({
        ServiceNamespace,
        ResourceId,
        ScalableDimension: dimension as 'sagemaker:variant:DesiredInstanceCount',
        MinCapacity: 1,
        MaxCapacity: 2,
      }),
    );
  await register('sagemaker', 'endpoint/granted/variant/primary', 'sagemaker:variant:DesiredInstanceCount');
  await expect(register('dynamodb', 'table/any', 'dynamodb:table:ReadCapacityUnits')).rejects.toThrow(/not authorized/);
});

test('a signature with the wrong secret is refused', async () => {
  const forged = { ...account.clientConfig, credentials: { ...user, secretAccessKey: 'guessed' } };
  await expect(invoke('granted', forged)).rejects.toThrow(/signature/i);
});

test('loopback counts as TLS for a bucket that enforces it', async () => {
  await new S3Client(account.clientConfig).send(new CreateBucketCommand({ Bucket: 'tls-only' }));
  const { status } = await stacks.create('policy', {
    Resources: {
      Policy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: 'tls-only',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Deny',
                Principal: '*',
                Action: 's3:*',
                Resource: 'arn:aws:s3:::tls-only/*',
                Condition: { Bool: { 'aws:SecureTransport': 'false' } },
              },
            ],
          },
        },
      },
    },
  });
  expect(status).toBe('CREATE_COMPLETE');
  await new S3Client(asUser()).send(new PutObjectCommand({ Bucket: 'tls-only', Key: 'a', Body: 'x' }));
});

test('a user is denied what nobody granted', async () => {
  const MetricData = [{ MetricName: 'm', Value: 1 }];
  const put = new PutMetricDataCommand({ Namespace: 'Test', MetricData });
  await expect(new CloudWatchClient(asUser()).send(put)).rejects.toThrow(/not authorized/i);
});

test('a function runs with the rights of its role', async () => {
  const code = `exports.handler = async () => {
    const endpoint = new URL(process.env.AWS_ENDPOINT_URL);
    const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
    const sqs = new SQSClient({ endpoint: endpoint.href });
    try { await sqs.send(new SendMessageCommand({ QueueUrl: endpoint.origin + '/000000000000/secret', MessageBody: 'x' })); }
    catch (error) { return error.name; }
    return 'sent';
  };`;
  const queue = { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'secret' } } };
  await stacks.create('function', { Resources: { ...queue, ...inlineFunction('Ungranted', code) } });
  const { Payload } = await new LambdaClient(account.clientConfig).send(
    new InvokeCommand({ FunctionName: 'Ungranted' }),
  );
  expect(Payload?.transformToString()).toMatch(/AccessDenied/);
  const QueueUrl = `${account.url}/000000000000/secret`;
  const { Messages } = await new SQSClient(account.clientConfig).send(new ReceiveMessageCommand({ QueueUrl }));
  expect(Messages).toBeUndefined();
});

test('bootstrap works, since the account’s own key is root', async () => {
  await account.bootstrap();
});
