import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UpdateEndpointCommand } from '@aws-sdk/client-sagemaker';
import { eventually, HostingUnderTest } from './testing/hosting-under-test';

describe('a reset', () => {
  let hosting: HostingUnderTest;

  beforeEach(async () => {
    hosting = await HostingUnderTest.start();
  });
  afterEach(() => hosting.stop());

  const reset = async () => expect((await fetch(`${hosting.url}/_local/reset`, { method: 'POST' })).status).toBe(200);
  const pids = () =>
    [...JSON.stringify(hosting.hosting.state()).matchAll(/"pid":(\d+)/g)].map(([, pid]) => Number(pid));
  const isRunning = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  const artifacts = () =>
    readdirSync(tmpdir())
      .filter((name) => name.startsWith(`local-sagemaker-hosting-${process.pid}-`))
      .flatMap((name) => readdirSync(join(tmpdir(), name)));

  test('in the middle of a creation ends it and leaves no process', async () => {
    await hosting.createEndpoint('e', await hosting.simpleConfig('c', { MODEL_BEHAVIOUR: 'never-healthy' }));
    await eventually(() => pids().length === 1, 'the process has started');
    const [pid = 0] = pids();
    await reset();
    expect(isRunning(pid)).toBe(false);
    await expect(hosting.describe('e')).rejects.toThrow('Could not find endpoint');
  });

  test('in the middle of an update ends both fleets', async () => {
    await hosting.deploy('e', await hosting.simpleConfig('c1'));
    const next = await hosting.simpleConfig('c2', { MODEL_BEHAVIOUR: 'never-healthy' });
    await hosting.sagemaker.send(new UpdateEndpointCommand({ EndpointName: 'e', EndpointConfigName: next }));
    await eventually(() => pids().length === 2, 'the second process has started');
    const before = pids();
    await reset();
    expect(before.filter(isRunning)).toEqual([]);
  });

  test('under traffic fails requests but not the emulator', async () => {
    await hosting.deploy('e', await hosting.simpleConfig('c'));
    const calls = Array.from({ length: 30 }, () =>
      hosting.invoke('e', '1', { Accept: 'x-test/wait-200' }).catch(String),
    );
    await eventually(() => JSON.stringify(hosting.hosting.state()).includes('"inFlight":30'), 'requests are in flight');
    await reset();
    for (const outcome of await Promise.all(calls)) expect(String(outcome)).toContain('ModelError');
  });

  test('keeps the images, so that the same can be deployed again, and removes the artifacts', async () => {
    for (let round = 0; round < 2; round += 1) {
      await hosting.deploy('e', await hosting.simpleConfig('c'));
      expect((await hosting.invoke('e', '1')).variant).toBe('main');
      expect(artifacts().length).toBeGreaterThan(0);
      await reset();
      expect(artifacts()).toEqual([]);
    }
  });
});
