import { join } from 'node:path';
import { LocalAccount } from './account';
import { Stacks } from './fixtures/stacks';
import { endpointTemplate } from './fixtures/templates';

jest.setTimeout(60_000);

let account: LocalAccount;

beforeAll(async () => {
  account = await LocalAccount.start();
  const image = 'local/model:1';
  await account.registerImage({ image, command: [process.execPath, join(__dirname, 'fixtures/model-server.cjs')] });
  const { status } = await new Stacks(account).create('s', endpointTemplate({ image, endpointName: 'flights' }));
  expect(status).toBe('CREATE_COMPLETE');
});
afterAll(() => account?.stop());

const invoke = (name: string, body: RequestInit['body'], headers: Record<string, string> = {}) =>
  fetch(`${account.url}/endpoints/${name}/invocations`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'text/csv', ...headers },
  });

test('a request without a signature is answered too, as curl would send it', async () => {
  const answer = await invoke('flights', '1,2');
  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe('model: 1,2');
  expect(answer.headers.get('x-amzn-invoked-production-variant')).toBe('primary');
});

test('a body passes through byte by byte, however it is sent', async () => {
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 256));
  const answer = Buffer.from(await (await invoke('flights', bytes)).arrayBuffer());
  expect(answer.subarray('model: '.length).equals(bytes)).toBe(true);
  const text = 'a,b\n'.repeat(200_000);
  expect(await (await invoke('flights', text)).text()).toBe(`model: ${text}`);
  const chunks = ReadableStream.from([Buffer.from('1,'), Buffer.from('2')]);
  const streamed = await fetch(`${account.url}/endpoints/flights/invocations`, {
    method: 'POST',
    body: chunks,
    duplex: 'half',
    headers: { 'content-type': 'text/csv' },
  } as RequestInit);
  expect(await streamed.text()).toBe('model: 1,2');
});

test('many requests at once each get their own answer', async () => {
  const answers = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => (await invoke('flights', `${index}`)).text()),
  );
  expect(answers).toEqual(answers.map((_, index) => `model: ${index}`));
});

test('an idle connection is not trusted with a request', async () => {
  expect((await invoke('flights', '1')).status).toBe(200);
  // Longer than Node keeps an idle connection.
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  expect((await invoke('flights', '1')).status).toBe(200);
});

test('an unknown endpoint, and a name that is no name, are refused by SageMaker', async () => {
  for (const name of ['nobody', 'no%20name', '%00']) {
    const answer = await invoke(name, '1');
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(/ValidationError|not found/);
  }
});

test('the Region of the signature decides which endpoints there are', async () => {
  const scope = (region: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/sagemaker/aws4_request, SignedHeaders=host, Signature=0`,
  });
  expect((await invoke('flights', '1', scope('eu-central-1'))).status).toBe(200);
  expect((await invoke('flights', '1', scope('us-west-2'))).status).toBe(400);
  expect((await invoke('flights', '1', { 'x-local-region': 'us-west-2' })).status).toBe(200);
});

test('without the hosting emulator, calls say what is missing, and the account still stops', async () => {
  const other = await LocalAccount.start();
  const [, hosting] = other.pids;
  process.kill(-(hosting ?? 0), 'SIGKILL');
  const answer = await fetch(`${other.url}/endpoints/flights/invocations`, { method: 'POST', body: '1' });
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain('SageMaker hosting emulator: ');
  const { status, failures } = await new Stacks(other).create('s', endpointTemplate({ image: 'local/model:1' }));
  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(failures.join()).toMatch(/Model: .*(refused|hosting)/i);
  await other.stop();
});
