import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeEndpointCommand, SageMakerClient, UpdateEndpointCommand } from '@aws-sdk/client-sagemaker';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { endpointPartition, LedgerKey, LedgerSort, type ReleaseDeployment } from '../../lib/contract';
import { Approval, type ReleasedEndpoint } from '../../lib/release';
import { type AccessKey, accessKeyOf } from './support/access-key';
import { flights } from './support/flights';
import { productionMl } from './support/operator-program';
import { ReleasedStack } from './support/released-stack';
import { vanishImage } from './support/tiny-model';

const ENDPOINT = 'flights';
/** May roll back; may roll back and read; may roll back with a second factor. */
const USERS = ['on-call', 'on-call-reader', 'on-call-mfa'] as const;
const DENIED = /AccessDenied|not authorized/;

/** Releases 1 to 4 serve versions 1.0.0 to 4.0.0, each with an image of its own; the last one is bad. */
describe('a rollback', () => {
  let released: ReleasedStack;
  let deployment: ReleaseDeployment;

  beforeAll(async () => {
    released = await ReleasedStack.start(ENDPOINT);
    const first = await released.version('1.0.0', { image: 'image 1' });
    await released.deploy(flights(ENDPOINT, first, { approval: Approval.notRequired(), beside: onCall }));
    for (const version of ['2.0.0', '3.0.0', '4.0.0']) {
      const { status } = await released.run('release', await released.promotionOf(version, { image: version }));
      expect(status).toBe('SUCCEEDED');
    }
    deployment = await released.deployment();
  }, 300_000);

  afterAll(() => released?.stop());

  const withKey = (credentials: AccessKey) => ({ ...released.account.clientConfig, credentials });
  const keyOf = (user: (typeof USERS)[number]) => accessKeyOf(released.account, user);

  /** When the endpoint was changed last. */
  const changedAt = async () => {
    const client = new SageMakerClient(released.account.clientConfig);
    return (await client.send(new DescribeEndpointCommand({ EndpointName: ENDPOINT }))).LastModifiedTime;
  };

  /** Asks for a rollback, holds that nothing has moved, and gives the reason. */
  async function refusal(...args: string[]): Promise<string> {
    const before = await changedAt();
    const { exitCode, document } = await productionMl(released, ['rollback', ...args]);
    expect({ exitCode, state: document?.state, live: document?.live }).toEqual({
      ...{ exitCode: 5, state: 'REFUSED', live: 4 },
    });
    expect(await changedAt()).toEqual(before);
    expect(await released.answering()).toBe('4.0.0');
    return document.reason;
  }

  test('is refused before anything moves where the artifact is gone, and names the next good release', async () => {
    const { artifactUri } = (await released.release(3)).variants[0]?.model ?? { artifactUri: '' };
    const { host: Bucket, pathname } = new URL(artifactUri);
    await new S3Client(released.account.clientConfig).send(new DeleteObjectCommand({ Bucket, Key: pathname.slice(1) }));
    expect(await refusal()).toBe(
      `Release 3 cannot come back: the artifact ${artifactUri} is gone. Release 2 can: use --to 2.`,
    );
  }, 60_000);

  test('is refused where the image is gone, and passes over what cannot come back either', async () => {
    const { image } = (await released.release(2)).variants[0]?.model ?? { image: '' };
    await vanishImage(released.account, image);
    expect(await refusal('--to', '2')).toBe(
      `Release 2 cannot come back: the image ${image} is gone from its registry. Release 1 can: use --to 1.`,
    );
    expect(await refusal()).toMatch(/^Release 3 .* Release 1 can: use --to 1\.$/);
  }, 60_000);

  test('is told to be impossible before anybody asks for it', async () => {
    const { exitCode, document } = await productionMl(released, ['status', '--fail-on', 'critical']);
    expect(document.rollback).toMatchObject({ release: 3, ready: false });
    expect(exitCode).toBe(3);
  }, 60_000);

  test('is all that its grant gives: IAM refuses a promotion and every way around the machine', async () => {
    const config = withKey(await keyOf('on-call'));
    const states = new SFNClient(config);
    const { stateMachineArn, rollbackStateMachineArn, table: TableName } = deployment;
    const input = JSON.stringify(await released.promotionOf('2.0.0'));
    await expect(states.send(new StartExecutionCommand({ stateMachineArn, input }))).rejects.toThrow(DENIED);
    const EndpointConfigName = (await released.release(1)).endpointConfigName;
    await expect(
      new SageMakerClient(config).send(new UpdateEndpointCommand({ EndpointName: ENDPOINT, EndpointConfigName })),
    ).rejects.toThrow(DENIED);
    const Item = {
      [LedgerKey.PARTITION]: { S: endpointPartition(ENDPOINT) },
      [LedgerKey.SORT]: { S: LedgerSort.HEAD },
    };
    await expect(new DynamoDBClient(config).send(new PutItemCommand({ TableName, Item }))).rejects.toThrow(DENIED);

    const disguised = { stateMachineArn: rollbackStateMachineArn, input };
    const { executionArn = '' } = await states.send(new StartExecutionCommand(disguised));
    expect(await released.ended(executionArn)).toMatchObject({ status: 'FAILED', error: 'NotARollback' });
    expect(await released.answering()).toBe('4.0.0');
  }, 60_000);

  test('needs the second factor where its grant demands one', async () => {
    const states = new SFNClient(withKey(await keyOf('on-call-mfa')));
    const input = JSON.stringify({ schemaVersion: 1, operation: 'ROLLBACK' });
    const { rollbackStateMachineArn: stateMachineArn } = deployment;
    await expect(states.send(new StartExecutionCommand({ stateMachineArn, input }))).rejects.toThrow(DENIED);
  });

  test('is done by who may only roll back, by the command, which cannot promote for them', async () => {
    const key = await keyOf('on-call-reader');
    const { manifest } = await released.version('2.0.0');
    const promotion = await productionMl(released, ['promote', '--manifest', manifest], key);
    expect(promotion).toMatchObject({ exitCode: 1, document: undefined, stderr: expect.stringMatching(DENIED) });
    const { exitCode, document } = await productionMl(released, ['rollback', '--to', '1'], key);
    expect({ exitCode, state: document?.state }).toEqual({ exitCode: 0, state: 'LIVE' });
    expect(await released.answering()).toBe('1.0.0');
    const { cause } = await released.release(document.release);
    expect(cause).toMatchObject({ operation: 'ROLLBACK', requestedBy: expect.stringContaining('user/on-call-reader') });
  }, 60_000);

  test('goes no further back than there is', async () => {
    const { exitCode, document } = await productionMl(released, ['rollback']);
    expect({ exitCode, reason: document?.reason }).toEqual({
      ...{ exitCode: 5, reason: expect.stringMatching(/^No earlier release than \d+ was live\.$/) },
    });
  }, 60_000);
});

/** Users who may roll back. */
function onCall(stack: Stack, endpoint: ReleasedEndpoint): void {
  const [plain, reader, careful] = USERS.map((userName) => new iam.User(stack, userName, { userName }));
  for (const user of [plain, reader]) if (user !== undefined) endpoint.grantRollback(user);
  if (reader !== undefined) endpoint.grantRead(reader);
  if (careful !== undefined) endpoint.grantRollback(careful, { requireMfa: true });
}
