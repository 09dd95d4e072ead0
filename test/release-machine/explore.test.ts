import { sha256Of } from '../../lambda/decide/release';
import type { LedgerHead, ReleaseLock, SignedRelease } from '../../lib/contract';
import { calmly, disturbed, endsWith, inEveryOrder, larger, live, promotion, untilStep, visited } from './disturbances';
import {
  asked,
  type DeclaredEndpoint,
  declare,
  emptyWorld,
  foreign,
  fromCloudFormation,
  START,
  type World,
} from './world';

afterAll(() => console.info(`${visited()} states of the release machine were visited`));

jest.setTimeout(300_000);

describe('in every order, with every death and every fault, the machine is sound', () => {
  test('over a first deployment', async () => {
    const world = emptyWorld();
    const deploy = fromCloudFormation('DEPLOY', { declaration: declare(world, { version: 1 }) });
    expect(await inEveryOrder(world, { crashes: 2, faults: 1 }, deploy)).toBe('holds');
  });

  test('over a promotion', async () => {
    expect(await inEveryOrder(await live(1), { crashes: 2, faults: 2 }, promotion(2))).toBe('holds');
  });

  test('over a deployment and a promotion at once', async () => {
    const world = await live(1);
    expect(await inEveryOrder(world, { crashes: 1, faults: 1 }, larger(world, 1), promotion(2))).toBe('holds');
  });

  test('over two promotions at once', async () => {
    expect(await inEveryOrder(await live(1), { crashes: 1 }, promotion(2), promotion(3))).toBe('holds');
  });

  test('over a deployment that is delivered twice', async () => {
    const world = await live(1);
    const deploy = larger(world, 2);
    expect(await inEveryOrder(world, { crashes: 1 }, deploy, { ...deploy, answer: undefined })).toBe('holds');
  });

  test('over a rollback', async () => {
    const world = await calmly(await live(1), promotion(2));
    expect(await inEveryOrder(world, { crashes: 2, faults: 2 }, asked('ROLLBACK'))).toBe('holds');
  });

  test('over a rollback in the middle of a promotion', async () => {
    const world = await calmly(await live(1), promotion(2));
    const rollback = asked('ROLLBACK', { lockWaitSeconds: 3600 });
    expect(await inEveryOrder(world, { crashes: 1, faults: 1 }, promotion(3), rollback)).toBe('holds');
  });

  test('over two rollbacks at once', async () => {
    const world = await calmly(await live(1), promotion(2), promotion(3));
    const rollback = asked('ROLLBACK', { lockWaitSeconds: 3600 });
    expect(await inEveryOrder(world, { crashes: 1 }, rollback, rollback)).toBe('holds');
  });

  test.each([{ crashes: 1 }, { faults: 1 }])(
    'over two rollbacks at once from one version, which is left, by one step: %j',
    async (budget) => {
      const world = await calmly(await live(1), promotion(2), promotion(3));
      const rollback = asked('ROLLBACK', { lockWaitSeconds: 3600, expectedLive: 3 });
      expect(await endsWith(2, disturbed(world, budget, rollback, rollback))).toBe('holds');
    },
  );

  test('over a rollback that comes upon another one, and says nothing of what it leaves', async () => {
    const world = await calmly(await live(1), promotion(2), promotion(3));
    const rollback = asked('ROLLBACK', { lockWaitSeconds: 3600 });
    const start = await untilStep('AwaitLock', await untilStep('Next', disturbed(world, {}, rollback)), rollback);
    expect(await endsWith(2, start)).toBe('holds');
  });

  test.each([{}, { fallback: 'warm' as const }])(
    'over a rollback that comes upon a promotion, which never stays: %j',
    async (more) => {
      const world = await calmly(await live(1, more), promotion(2));
      const rollback = asked('ROLLBACK', { lockWaitSeconds: 3600 });
      const start = await untilStep(
        'AwaitLock',
        await untilStep('Next', disturbed(structuredClone(world), {}, promotion(3))),
        rollback,
      );
      expect(await endsWith(2, start)).toBe('holds');
      const late = await untilStep(
        'AwaitLock',
        await untilStep('Announce', disturbed(world, {}, promotion(3))),
        rollback,
      );
      expect(await endsWith(2, late)).toBe('holds');
    },
  );

  test.each([{ crashes: 1 }, { faults: 1 }])(
    'over two alarms that ask for a rollback at once, which goes one step back: %j',
    async (budget) => {
      const world = await calmly(await live(1), promotion(2), promotion(3));
      const byAlarm = asked('ROLLBACK', { automatic: true });
      expect(await endsWith(2, disturbed(world, budget, byAlarm, byAlarm))).toBe('holds');
    },
  );

  test('over an alarm that asks for a rollback of what has come back already, be it repaired since', async () => {
    const world = await calmly(await live(1), promotion(2), promotion(3), asked('ROLLBACK'));
    foreign(world);
    const repaired = await calmly(world, asked('REPAIR'));
    expect(
      await endsWith(2, disturbed(repaired, { crashes: 1, faults: 1 }, asked('ROLLBACK', { automatic: true }))),
    ).toBe('holds');
  });

  test('over an alarm that asks for a rollback of what has come back already, and was only scaled since', async () => {
    const world = await calmly(await live(1), promotion(2), promotion(3), asked('ROLLBACK'));
    const scaled = fromCloudFormation('DEPLOY', { declaration: declare(world, { version: 1, scalesTo: 10 }) });
    const start = disturbed(
      await calmly(world, scaled),
      { crashes: 1, faults: 1 },
      asked('ROLLBACK', { automatic: true }),
    );
    expect(await endsWith(2, start)).toBe('holds');
  });

  test('over a rollback to a warm fallback', async () => {
    const world = await calmly(await live(1, { fallback: 'warm' }), promotion(2));
    expect(await inEveryOrder(world, { crashes: 2, faults: 1 }, asked('ROLLBACK'))).toBe('holds');
  });

  test('over a shift in two steps', async () => {
    const world = await calmly(await live(1), promotion(2, { role: 'challenger' }));
    const steps = [10, 50].map((challenger) => ({
      weights: { champion: 100 - challenger, challenger },
      waitSeconds: 0,
    }));
    expect(await inEveryOrder(world, { crashes: 1, faults: 1 }, asked('SHIFT', { steps }))).toBe('holds');
  });

  test('over a shift that somebody stops', async () => {
    const world = await calmly(await live(1), promotion(2, { role: 'challenger' }));
    const steps = [{ weights: { champion: 50, challenger: 50 }, waitSeconds: 0 }];
    const abort = asked('ABORT', { lockWaitSeconds: 3600 });
    expect(await inEveryOrder(world, { crashes: 1 }, asked('SHIFT', { steps }), abort)).toBe('holds');
  });

  test('over a deployment that CloudFormation takes back', async () => {
    const world = await live(1);
    const deploy = larger(world, 2);
    const undo = fromCloudFormation('UNDO_DEPLOY', { undoes: sha256Of(deploy.declaration) });
    world.queue = [undo];
    expect(await inEveryOrder(world, { crashes: 1, faults: 1 }, deploy)).toBe('holds');
  });

  test.each<Partial<DeclaredEndpoint>>([{ scalesTo: 10 }, { threshold: 0.5 }, { owner: 'ml-platform' }])(
    'over a deployment that changes only what stands around the release, and is taken back: %j',
    async (change) => {
      const before: DeclaredEndpoint = { version: 1, scalesTo: 4, owner: 'research' };
      const world = await live(1, before);
      const deploy = fromCloudFormation('DEPLOY', { declaration: declare(world, { ...before, ...change }) });
      const taken = structuredClone(world);
      expect(await inEveryOrder(world, { crashes: 1, faults: 1, repeats: 1 }, deploy)).toBe('holds');
      taken.queue = [fromCloudFormation('UNDO_DEPLOY', { undoes: sha256Of(deploy.declaration) })];
      expect(await inEveryOrder(taken, { crashes: 1, repeats: 1 }, deploy)).toBe('holds');
    },
  );

  test('over a rollback after a deployment that changed only how it scales: the bad version is left, the capacity stays', async () => {
    const world = await calmly(await live(1, { scalesTo: 4 }), promotion(2));
    const scaled = fromCloudFormation('DEPLOY', { declaration: declare(world, { version: 1, scalesTo: 10 }) });
    expect(await endsWith(1, disturbed(await calmly(world, scaled), { repeats: 2 }, asked('ROLLBACK')))).toBe('holds');
  });

  test('over the adoption of an endpoint of somebody else', async () => {
    const world = foreign(emptyWorld());
    const deploy = fromCloudFormation('DEPLOY', {
      declaration: declare(world, { version: 1, adoptExisting: true }),
    });
    world.queue = [fromCloudFormation('REMOVE', { creating: true })];
    expect(await inEveryOrder(world, { crashes: 1, faults: 1 }, deploy)).toBe('holds');
  });

  test('over the end of a stack', async () => {
    const world = await calmly(await live(1), promotion(2));
    expect(await inEveryOrder(world, { crashes: 1 }, fromCloudFormation('REMOVE'))).toBe('holds');
  });
});

describe('with every step done twice and every death, the machine is sound', () => {
  test('over a deployment', async () => {
    const world = await live(1);
    expect(await inEveryOrder(world, { crashes: 1, repeats: 2 }, larger(world, 2))).toBe('holds');
  });

  test('over a promotion', async () => {
    expect(await inEveryOrder(await live(1), { crashes: 1, repeats: 2 }, promotion(2))).toBe('holds');
  });

  test('over a rollback', async () => {
    const world = await calmly(await live(1), promotion(2));
    expect(await inEveryOrder(world, { crashes: 1, repeats: 2 }, asked('ROLLBACK'))).toBe('holds');
  });

  test('over a deployment that CloudFormation takes back', async () => {
    const world = await live(1);
    const deploy = larger(world, 2);
    world.queue = [fromCloudFormation('UNDO_DEPLOY', { undoes: sha256Of(deploy.declaration) })];
    expect(await inEveryOrder(world, { crashes: 1, repeats: 1 }, deploy)).toBe('holds');
  });

  test('over the end of a stack', async () => {
    const world = await calmly(await live(1), promotion(2));
    expect(await inEveryOrder(world, { crashes: 1, repeats: 1 }, fromCloudFormation('REMOVE'))).toBe('holds');
  });
});

describe('an endpoint whose takeover fails', () => {
  test('goes back to what it was, although its artifact cannot be looked at any more', async () => {
    const world = foreign(emptyWorld());
    const { config } = world.endpoint ?? {};
    const declaration = declare(world, { version: 1, adoptExisting: true });
    await calmly(world, fromCloudFormation('DEPLOY', { declaration }));
    expect(world.endpoint?.config).not.toBe(config);
    // CloudFormation has taken the functions' right to the bucket back before it takes back the endpoint.
    for (const { release } of Object.values(world.releases)) {
      world.gone.push(...release.variants.map(({ model }) => model.artifactUri));
    }
    await calmly(world, fromCloudFormation('REMOVE', { creating: true }));
    expect(world.endpoint).toMatchObject({ status: 'InService', config });
  });
});

describe('the exploration itself', () => {
  const broken = (world: World) => inEveryOrder(world, { crashes: 1, faults: 1 }, promotion(2));

  test('finds an endpoint that somebody changed behind the machine', async () => {
    const world = await live(1);
    world.endpoint = { status: 'InService', config: 'foreign', weights: { champion: 1 } };
    expect(await inEveryOrder(world, {})).toContain('the endpoint is not what is live');
  });

  test('finds a lock that nobody gives back', async () => {
    const world = await live(1);
    world.head = { ...(world.head as LedgerHead), lock: lockOf('nobody') };
    expect(await inEveryOrder(world, {})).toContain('a lock is left');
  });

  test('finds what nobody needs', async () => {
    const world = await live(1);
    world.configs['flights-0000'] = world.configs['declared-ml.m5.large-1-none'] as never;
    expect(await broken(world)).toContain('nobody needs flights-0000');
  });

  test('finds a release without approval', async () => {
    const world = await live(1);
    const release = world.releases[1] as SignedRelease;
    world.releases[1] = { ...release, release: { ...release.release, approvals: [] } };
    expect(await inEveryOrder(world, {})).toContain('release 1 has a version that was not approved');
  });
});

function lockOf(executionArn: string): ReleaseLock {
  return { executionArn, operation: 'DEPLOY', since: START, afterDeath: asked('SETTLE') };
}
