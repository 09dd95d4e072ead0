import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmulatorProcess, spawnEmulator } from './testing/emulator-process';
import { FakeAccount } from './testing/fake-account';
import { eventually, IMAGE, MODEL_SCRIPT, ROLE, variant } from './testing/hosting-under-test';

const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const answers = (host: string, port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ host, port, timeout: 2000 });
    const settle = (reached: boolean) => {
      socket.destroy();
      resolve(reached);
    };
    socket.on('connect', () => settle(true));
    for (const failure of ['error', 'timeout']) socket.on(failure, () => settle(false));
  });
const CAPTURE = {
  EnableCapture: true,
  InitialSamplingPercentage: 100,
  DestinationS3Uri: 's3://data/capture',
  CaptureOptions: [{ CaptureMode: 'InputAndOutput' }],
};

describe('the emulator as a process', () => {
  let account: FakeAccount;
  let emulator: EmulatorProcess;

  beforeEach(async () => {
    account = await FakeAccount.start();
    emulator = await EmulatorProcess.start(account.url, '--capture-flush-seconds', '600', '--stop-timeout', '1');
  });
  afterEach(async () => {
    await emulator.kill();
    await account.stop();
  });

  /** An endpoint with two variants, one of which does not listen to SIGTERM. */
  async function deploy(): Promise<number[]> {
    await fetch(`${emulator.url}/_local/images`, {
      method: 'PUT',
      body: JSON.stringify({ image: IMAGE, command: [process.execPath, MODEL_SCRIPT] }),
    });
    for (const MODEL_BEHAVIOUR of ['healthy', 'stubborn']) {
      await emulator.call('CreateModel', {
        ModelName: MODEL_BEHAVIOUR,
        ExecutionRoleArn: ROLE,
        PrimaryContainer: { Image: IMAGE, Environment: { MODEL_BEHAVIOUR } },
      });
    }
    const ProductionVariants = [variant('a', 'healthy'), variant('b', 'stubborn')];
    await emulator.call('CreateEndpointConfig', {
      EndpointConfigName: 'c',
      ProductionVariants,
      DataCaptureConfig: CAPTURE,
    });
    await emulator.call('CreateEndpoint', { EndpointName: 'e', EndpointConfigName: 'c' });
    await eventually(
      async () => (await emulator.call('DescribeEndpoint', { EndpointName: 'e' }))['EndpointStatus'] === 'InService',
      'InService',
    );
    const pids = await emulator.modelPids();
    expect(pids).toHaveLength(2);
    expect(pids.every(isRunning)).toBe(true);
    return pids;
  }

  test('listens on loopback only', async () => {
    const port = Number(new URL(emulator.url).port);
    const addresses = Object.values(networkInterfaces()).flatMap((own = []) => own.map(({ address }) => address));
    const reached = await Promise.all(addresses.map((host) => answers(host, port)));
    expect(addresses.filter((_, index) => reached[index])).toEqual(['127.0.0.1']);
    // What listens where, whatever addresses this machine has just now.
    if (process.platform !== 'linux') return;
    const listening = readFileSync('/proc/net/tcp', 'utf8');
    const lines = listening
      .split('\n')
      .filter((line) => line.includes(`:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A`));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('0100007F:');
  });

  test.each<[string, (child: EmulatorProcess['child']) => void]>([
    ['stdin closes', (child) => child.stdin?.end()],
    ['SIGTERM arrives', (child) => child.kill('SIGTERM')],
    ['SIGINT arrives', (child) => child.kill('SIGINT')],
  ])('ends when %s, with all model processes, and writes what is captured first', async (_, end) => {
    const pids = await deploy();
    await fetch(`${emulator.url}/endpoints/e/invocations`, { method: 'POST', body: '1,2' });
    end(emulator.child);
    const [code] = await once(emulator.child, 'exit');
    expect(code).toBe(0);
    expect(pids.filter(isRunning)).toEqual([]);
    expect(account.captured()).toHaveLength(1);
    expect(account.sum('Invocations', 'a') + account.sum('Invocations', 'b')).toBe(1);
  });

  test('leaves no model process and no directory behind when it is killed', async () => {
    const pids = await deploy();
    await emulator.kill();
    await eventually(() => pids.filter(isRunning).length === 0, 'the watchdogs end the model processes');
    const directory = join(tmpdir(), `local-sagemaker-hosting-${emulator.child.pid}-x`);
    mkdirSync(directory, { recursive: true });
    const next = await EmulatorProcess.start(account.url);
    await next.kill();
    expect(existsSync(directory)).toBe(false);
    rmSync(directory, { recursive: true, force: true });
  });

  test('kills a model that starts while it is killed', async () => {
    await fetch(`${emulator.url}/_local/images`, {
      method: 'PUT',
      body: JSON.stringify({ image: IMAGE, command: [process.execPath, MODEL_SCRIPT] }),
    });
    await emulator.call('CreateModel', {
      ModelName: 'm',
      ExecutionRoleArn: ROLE,
      PrimaryContainer: { Image: IMAGE, Environment: { MODEL_BEHAVIOUR: 'never-healthy' } },
    });
    await emulator.call('CreateEndpointConfig', { EndpointConfigName: 'c', ProductionVariants: [variant('a', 'm')] });
    await emulator.call('CreateEndpoint', { EndpointName: 'e', EndpointConfigName: 'c' });
    await eventually(async () => (await emulator.modelPids()).length === 1, 'the process has started');
    const [pid = 0] = await emulator.modelPids();
    await emulator.kill();
    await eventually(() => !isRunning(pid), 'the watchdog ends it');
  });

  test('keeps accounts and regions apart, and names them in ARNs', async () => {
    const model = { ModelName: 'm', ExecutionRoleArn: ROLE, PrimaryContainer: { Image: IMAGE } };
    const elsewhere = { 'x-local-account': '111122223333', 'x-local-region': 'us-east-1' };
    expect(await emulator.call('CreateModel', model)).toEqual({
      ModelArn: 'arn:aws:sagemaker:eu-central-1:000000000000:model/m',
    });
    expect(await emulator.call('CreateModel', model, elsewhere)).toEqual({
      ModelArn: 'arn:aws:sagemaker:us-east-1:111122223333:model/m',
    });
    await emulator.call('DeleteModel', { ModelName: 'm' }, elsewhere);
    expect((await emulator.call('ListModels', {}, elsewhere))['Models']).toEqual([]);
    expect((await emulator.call('ListModels', {}))['Models']).toHaveLength(1);
    expect(await emulator.call('ListModels', {}, { 'x-local-account': '12' })).toMatchObject({
      __type: 'ValidationException',
    });
  });
});

describe('the command line', () => {
  async function refusal(...options: string[]): Promise<[number, string]> {
    const child = spawnEmulator(...options);
    let text = '';
    child.stderr?.on('data', (chunk) => {
      text += chunk;
    });
    const [code] = await once(child, 'exit');
    return [code, text];
  }

  test('that is wrong ends the process at once with a message', async () => {
    const [code, text] = await refusal('--aws-url', 'https://s3.amazonaws.com');
    expect(code).toBe(2);
    expect(text).toBe(
      "hosting: --aws-url is 'https://s3.amazonaws.com'; expected the local account, as http://127.0.0.1:4566.\n",
    );
  });
});
