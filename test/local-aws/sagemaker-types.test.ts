import { join } from 'node:path';
import {
  DescribeEndpointCommand,
  DescribeModelCommand,
  ListEndpointConfigsCommand,
  ListModelsCommand,
  ListTagsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { LocalAccount } from './account';
import { Stacks } from './fixtures/stacks';
import { endpointTemplate } from './fixtures/templates';

jest.setTimeout(60_000);

let account: LocalAccount;
let stacks: Stacks;
let sagemaker: SageMakerClient;

beforeAll(async () => {
  account = await LocalAccount.start();
  stacks = new Stacks(account);
  sagemaker = new SageMakerClient(account.clientConfig);
});
afterAll(() => account?.stop());

beforeEach(async () => {
  await account.reset();
  const command = [process.execPath, join(__dirname, 'fixtures/model-server.cjs')];
  for (const name of ['one', 'two']) {
    await account.registerImage({ image: `local/${name}:1`, command, env: { NAME: name } });
  }
  await account.registerImage({ image: 'local/dead:1', command: [process.execPath, '-e', 'process.exit(1)'] });
});

const invoke = async (name: string) => {
  const command = new InvokeEndpointCommand({ EndpointName: name, ContentType: 'text/csv', Body: '1,2' });
  const { Body } = await new SageMakerRuntimeClient(account.clientConfig).send(command);
  return Body?.transformToString();
};
const count = async () => {
  const { Models = [] } = await sagemaker.send(new ListModelsCommand({}));
  const { EndpointConfigs = [] } = await sagemaker.send(new ListEndpointConfigsCommand({}));
  return { models: Models.length, configs: EndpointConfigs.length };
};

test('a model, an endpoint config and an endpoint are deployed, and the endpoint answers', async () => {
  const { status, outputs } = await stacks.create('serving', endpointTemplate({ image: 'local/one:1' }));
  expect(status).toBe('CREATE_COMPLETE');
  expect(outputs.ModelRef).toBe(
    `arn:aws:sagemaker:eu-central-1:000000000000:model/${outputs.ModelName?.toLowerCase()}`,
  );
  expect(outputs.EndpointRef).toMatch(/:endpoint\/endpoint-/);
  expect(await invoke(outputs.EndpointName ?? '')).toBe('one: 1,2');
  const model = await sagemaker.send(new DescribeModelCommand({ ModelName: outputs.ModelName }));
  expect(model.EnableNetworkIsolation).toBe(true);
});

test('a new image replaces model and config, and the endpoint moves to them in place', async () => {
  const first = await stacks.create('serving', endpointTemplate({ image: 'local/one:1' }));
  const second = await stacks.update('serving', endpointTemplate({ image: 'local/two:1' }));
  expect(second.status).toBe('UPDATE_COMPLETE');
  expect(second.outputs.EndpointRef).toBe(first.outputs.EndpointRef);
  expect(second.outputs.ConfigName).not.toBe(first.outputs.ConfigName);
  expect(await invoke(second.outputs.EndpointName ?? '')).toBe('two: 1,2');
  expect(await count()).toEqual({ models: 1, configs: 1 });
});

test('an update whose container never starts rolls back, says why, and the old model serves on', async () => {
  const first = await stacks.create('serving', endpointTemplate({ image: 'local/one:1' }));
  const second = await stacks.update('serving', endpointTemplate({ image: 'local/dead:1' }));
  expect(second.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(second.failures.join()).toMatch(/Endpoint: Resource handler returned message: ".*(ping|health|exit)/i);
  const name = first.outputs.EndpointName ?? '';
  expect(await invoke(name)).toBe('one: 1,2');
  const endpoint = await sagemaker.send(new DescribeEndpointCommand({ EndpointName: name }));
  expect(endpoint).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: first.outputs.ConfigName });
  expect(await count()).toEqual({ models: 1, configs: 1 });
});

test('a first deployment whose container never starts leaves nothing behind', async () => {
  const { status, failures } = await stacks.create('serving', endpointTemplate({ image: 'local/dead:1' }));
  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(failures).toHaveLength(1);
  expect(await count()).toEqual({ models: 0, configs: 0 });
});

test('an image that is not registered fails with what to do', async () => {
  const { status, failures } = await stacks.create('serving', endpointTemplate({ image: 'nobody/knows:1' }));
  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(failures.join()).toContain('PUT /_local/images');
});

test('what the API refuses is the reason of the failed resource', async () => {
  const template = endpointTemplate({ image: 'local/one:1', endpointName: 'no_such_character' });
  const { status, failures } = await stacks.create('serving', template);
  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(failures.join()).toMatch(
    /Endpoint: Resource handler returned message: .*Status Code: 400, Error Code: Validation/,
  );
});

test('tags reach the endpoint and follow the template without touching what serves', async () => {
  const template = (tags: Record<string, string>) =>
    endpointTemplate({ image: 'local/one:1', endpointName: 'Flights', tags });
  const { outputs } = await stacks.create('serving', template({ team: 'delays', stage: '1' }));
  const { status } = await stacks.update('serving', template({ team: 'punctuality' }));
  expect(status).toBe('UPDATE_COMPLETE');
  const { Tags = [] } = await sagemaker.send(new ListTagsCommand({ ResourceArn: outputs.EndpointRef }));
  expect(Object.fromEntries(Tags.map((tag) => [tag.Key, tag.Value]))).toMatchObject({ team: 'punctuality' });
  expect(Tags.map((tag) => tag.Key)).not.toContain('stage');
  expect(outputs.EndpointRef).toMatch(/:endpoint\/flights$/);
  expect(await invoke('Flights')).toBe('one: 1,2');
});

test('a new endpoint name makes a new endpoint before the old one goes', async () => {
  await stacks.create('serving', endpointTemplate({ image: 'local/one:1', endpointName: 'Before' }));
  const { status } = await stacks.update('serving', endpointTemplate({ image: 'local/one:1', endpointName: 'After' }));
  expect(status).toBe('UPDATE_COMPLETE');
  expect(await invoke('After')).toBe('one: 1,2');
  await expect(invoke('Before')).rejects.toThrow(/not found/i);
});

test('deleting the stack deletes all three', async () => {
  await stacks.create('serving', endpointTemplate({ image: 'local/one:1' }));
  expect(await stacks.delete('serving')).toBe('DELETE_COMPLETE');
  expect(await count()).toEqual({ models: 0, configs: 0 });
});

test('an endpoint that changes its state is an event on the default bus', async () => {
  const queue = {
    Seen: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'seen' } },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['aws.sagemaker'], 'detail-type': ['SageMaker Endpoint State Change'] },
        Targets: [{ Id: 'queue', Arn: { 'Fn::GetAtt': ['Seen', 'Arn'] } }],
      },
    },
  };
  await stacks.create('events', { Resources: queue, Outputs: { Url: { Value: { Ref: 'Seen' } } } });
  await stacks.create('serving', endpointTemplate({ image: 'local/one:1', endpointName: 'Flights' }));
  const sqs = new SQSClient(account.clientConfig);
  const receive = new ReceiveMessageCommand({
    QueueUrl: `${account.url}/000000000000/seen`,
    WaitTimeSeconds: 10,
    MaxNumberOfMessages: 10,
  });
  const { Messages = [] } = await sqs.send(receive);
  const details = Messages.map((message) => JSON.parse(message.Body ?? '{}').detail);
  expect(details.map((detail) => detail.EndpointName)).toContain('Flights');
});
