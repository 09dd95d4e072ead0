import { setTimeout as sleep } from 'node:timers/promises';
import { CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateEndpointConfigCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  SageMakerClient,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import { DeleteMessageCommand, GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { ReleaseDifferenceDetail } from '../../../lib/contract';
import { accessKeyOf } from '../support/access-key';
import { productionMl } from '../support/command-line';
import { DIFFERENCES, type Story } from './story';

const DORA = 'dora';

/** SageMaker with the rights of a person who may do anything there, which the console uses as it likes. */
async function doraAtTheConsole({ released: { account } }: Story): Promise<SageMakerClient> {
  const iam = new IAMClient(account.clientConfig);
  const Statement = [{ Effect: 'Allow', Action: 'sagemaker:*', Resource: '*' }];
  await iam.send(new CreateUserCommand({ UserName: DORA }));
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(new PutUserPolicyCommand({ UserName: DORA, PolicyName: 'sagemaker', PolicyDocument }));
  return new SageMakerClient({ ...account.clientConfig, credentials: await accessKeyOf(account, DORA) });
}

/** Puts a smaller fleet of the same model in place of what serves. */
async function changeBehindItsBack(dora: SageMakerClient, { endpointName }: Story, name: string): Promise<void> {
  const endpoint = await dora.send(new DescribeEndpointCommand({ EndpointName: endpointName }));
  const { EndpointConfigName } = endpoint;
  const { ProductionVariants = [] } = await dora.send(new DescribeEndpointConfigCommand({ EndpointConfigName }));
  const smaller = ProductionVariants.map((variant) => ({ ...variant, InitialInstanceCount: 1 }));
  await dora.send(new CreateEndpointConfigCommand({ EndpointConfigName: name, ProductionVariants: smaller }));
  await dora.send(new UpdateEndpointCommand({ EndpointName: endpointName, EndpointConfigName: name }));
}

/** The next event that tells of an endpoint with a configuration; several may tell of the same. */
async function toldOf({ released }: Story, configName: string): Promise<ReleaseDifferenceDetail> {
  const sqs = new SQSClient(released.account.clientConfig);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: DIFFERENCES }));
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
    const [message] = Messages;
    if (message === undefined) continue;
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
    const { detail } = JSON.parse(message.Body ?? '{}');
    if (detail.found.includes(`${configName},`)) return detail;
  }
}

async function differenceAlarm(story: Story): Promise<string | undefined> {
  return story.alarm((await story.released.deployment()).differenceAlarmName);
}

/** Somebody changes the endpoint past the release machine. */
export function behindItsBack(story: Story): void {
  let dora: SageMakerClient;

  test('a change by hand is an alarm, and an event that says who made it by which call', async () => {
    dora = await doraAtTheConsole(story);
    const { config, live } = await story.serving();
    expect(await differenceAlarm(story)).not.toBe('ALARM');
    await changeBehindItsBack(dora, story, 'by-hand');
    const told = await toldOf(story, 'by-hand');
    expect(told).toMatchObject({ live, call: 'UpdateEndpoint', repair: false });
    expect(told.by).toMatch(/:user\/dora$/);
    expect([told.expected, told.found]).toEqual([
      expect.stringContaining(config ?? ''),
      expect.stringContaining('by-hand'),
    ]);
    while ((await differenceAlarm(story)) !== 'ALARM') await sleep(100);
    expect(await story.serving()).toMatchObject({ config: 'by-hand', live });
  }, 120_000);

  test('nothing is repaired until somebody asks for it', async () => {
    const { live = 0, written = 0 } = await story.serving();
    const { account } = story.released;
    const status = await productionMl(account, ['status', '--endpoint', story.endpointName, '--json']);
    expect(status.stdout).toContain('by-hand');
    const repair = ['repair', '--endpoint', story.endpointName, '--reason', 'dora was in a hurry'];
    const repaired = await productionMl(account, repair);
    expect(repaired).toMatchObject({ exitCode: 0 });
    const release = await story.released.release(written + 1);
    expect(release).toMatchObject({ restores: live, cause: { operation: 'REPAIR', reason: 'dora was in a hurry' } });
    const serving = await story.serving();
    expect(serving).toMatchObject({ live: written + 1, config: release.endpointConfigName });
  }, 120_000);

  test('with repair chosen it is repaired at once, and people are told all the same', async () => {
    await story.deploy('7.0.0', { instanceType: 'ml.m5.2xlarge', repair: true });
    const { config } = await story.serving();
    await changeBehindItsBack(dora, story, 'by-hand-again');
    expect(await toldOf(story, 'by-hand-again')).toMatchObject({ repair: true });
    while ((await story.serving()).config !== config) await sleep(200);
    await story.released.settled();
    const last = (await story.events()).filter(({ event }) => event === 'LIVE').at(-1);
    expect(last).toMatchObject({ operation: 'REPAIR' });
  }, 240_000);
}
