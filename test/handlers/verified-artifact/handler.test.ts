import '../silent-logs';
import { createHash } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { handler } from '../../../lambda/handlers/verified-artifact';
import { FakeS3 } from '../../lambda-aws/fake-s3';
import { type AnswerServer, startAnswerServer } from '../answer-server';

const BODY = 'model bytes';
const SHA256 = createHash('sha256').update(BODY).digest('hex');
const KEY = `models/delay/1.0.0/${SHA256}/model.tar.gz`;
const PROPERTIES = {
  ServiceToken: 'token',
  SourceUri: 's3://training/model.tar.gz',
  Bucket: 'artifacts',
  Key: KEY,
  KeyArn: 'arn:aws:kms:eu-west-1:111111111111:key/k',
  Sha256: SHA256,
  ModelName: 'delay',
  ModelVersion: '1.0.0',
};
const CONTEXT = { getRemainingTimeInMillis: () => 60_000 } as Context;

let s3: FakeS3;
let server: AnswerServer;

beforeEach(async () => {
  s3 = new FakeS3();
  server = await startAnswerServer();
  jest.spyOn(S3Client.prototype, 'send').mockImplementation((command, options) => s3.send(command, options as object));
});

afterEach(async () => {
  jest.restoreAllMocks();
  await server.stop();
});

async function send(event: object): Promise<Record<string, unknown>> {
  const complete = {
    ResponseURL: server.url,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Artifact',
    ResourceProperties: PROPERTIES,
    ...event,
  };
  await handler(complete as unknown as CloudFormationCustomResourceEvent, CONTEXT);
  return server.answers.at(-1)?.body ?? {};
}

test('creates: stores the artifact and answers with its URI as identity', async () => {
  s3.put('training', 'model.tar.gz', BODY);
  const answer = await send({ RequestType: 'Create' });
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: `s3://artifacts/${KEY}` });
  expect(s3.body('artifacts', KEY)).toBe(BODY);
});

test('the answer carries no content type, which would break the signature of its URL', async () => {
  await send({ RequestType: 'Delete', PhysicalResourceId: 'x' });
  expect(server.answers[0]?.headers['content-type'] ?? '').toBe('');
});

test('fails a create with both digests when the artifact is another', async () => {
  s3.put('training', 'model.tar.gz', 'other bytes');
  const answer = await send({ RequestType: 'Create' });
  expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'not-created-request' });
  expect(answer['Reason']).toContain(`expected ${SHA256}`);
});

test('updates to a new digest: the new artifact is another resource, and the old one stays', async () => {
  s3.put('training', 'model.tar.gz', BODY);
  s3.put('artifacts', 'models/delay/0.9.0/old/model.tar.gz', 'old');
  const answer = await send({
    RequestType: 'Update',
    PhysicalResourceId: 's3://artifacts/models/delay/0.9.0/old/model.tar.gz',
    OldResourceProperties: {},
  });
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: `s3://artifacts/${KEY}` });
  expect(s3.body('artifacts', 'models/delay/0.9.0/old/model.tar.gz')).toBe('old');
});

test('a failed update keeps the identity, so that CloudFormation does not delete anything', async () => {
  const answer = await send({ RequestType: 'Update', PhysicalResourceId: 's3://old', OldResourceProperties: {} });
  expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 's3://old' });
  expect(answer['Reason']).toContain('s3://training/model.tar.gz does not exist');
});

test('deletes nothing, and succeeds even for what was never created or is malformed', async () => {
  s3.put('artifacts', KEY, BODY);
  const answer = await send({
    RequestType: 'Delete',
    PhysicalResourceId: 'not-created-request',
    ResourceProperties: { ServiceToken: 'token' },
  });
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'not-created-request' });
  expect(s3.calls).toHaveLength(0);
});

test('answers malformed properties with all that is wrong', async () => {
  const answer = await send({ RequestType: 'Create', ResourceProperties: { ServiceToken: 'token' } });
  expect(answer['Status']).toBe('FAILED');
  expect(answer['Reason']).toMatch(/SourceUri is missing.*ModelVersion is missing/);
});

test('answers again when CloudFormation does not take the first answer', async () => {
  server.failNext(2);
  const answer = await send({ RequestType: 'Delete', PhysicalResourceId: 'x' });
  expect(answer['Status']).toBe('SUCCESS');
  expect(server.answers).toHaveLength(3);
});
