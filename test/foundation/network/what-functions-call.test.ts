import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PrivateNetwork } from '../../../lib/foundation';
import { ReleasedEndpoint } from '../../../lib/release';

/** Endpoint services behind the SDK clients that handlers may use. */
const SERVICES: Readonly<Record<string, string>> = {
  'client-s3': 's3',
  'client-dynamodb': 'dynamodb',
  'client-cloudwatch': 'monitoring',
  'client-eventbridge': 'events',
  'client-sagemaker': 'sagemaker.api',
  'client-sagemaker-runtime': 'sagemaker.runtime',
  'client-application-auto-scaling': 'application-autoscaling',
  'client-ecr': 'ecr.api',
  'client-kms': 'kms',
  'client-sfn': 'states',
  'client-sqs': 'sqs',
  'client-sns': 'sns',
  'client-ssm': 'ssm',
  'client-sts': 'sts',
  'client-lambda': 'lambda',
  'client-secrets-manager': 'secretsmanager',
  'client-cloudtrail': 'cloudtrail',
  'client-cloudformation': 'cloudformation',
};

test('a network of the library’s own reaches every service that its functions call', () => {
  const sources = readdirSync('lambda', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const called = sources.flatMap((file) =>
    [...readFileSync(path.join('lambda', file), 'utf8').matchAll(/from '@aws-sdk\/(client-[a-z0-9-]+)'/g)].map(
      ([, client = '']) => SERVICES[client] ?? `unknown: ${client}`,
    ),
  );
  const stack = new Stack(new App(), 'Test', { env: { account: '111122223333', region: 'eu-central-1' } });
  const network = new PrivateNetwork(stack, 'Network');
  for (const service of ReleasedEndpoint.networkServices()) network.connect(service);
  const endpoints = Object.values(Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint'));
  const reached = endpoints.map(({ Properties }) => Properties.ServiceName.replace('com.amazonaws.eu-central-1.', ''));
  expect(called.length).toBeGreaterThan(0);
  expect([...new Set(called)].filter((service) => !reached.includes(service))).toEqual([]);
});
