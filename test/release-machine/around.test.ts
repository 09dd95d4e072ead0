import { sha256Of } from '../../lambda/decide/release';
import type { ReleaseRequest } from '../../lib/contract';
import { calmly, disturbed, endsWith, inEveryOrder, live, promotion, untilStep } from './disturbances';
import { brokenAtRest, explore } from './explore';
import { asked, type DeclaredEndpoint, declare, emptyWorld, foreign, fromCloudFormation, type World } from './world';

/** A deployment of a template. */
const deploy = (world: World, declared: DeclaredEndpoint) =>
  fromCloudFormation('DEPLOY', { declaration: declare(world, declared) });

/** CloudFormation's rollback of it. */
const undo = ({ declaration }: Pick<ReleaseRequest, 'declaration'>) =>
  fromCloudFormation('UNDO_DEPLOY', { undoes: sha256Of(declaration) });

/** Scaling, tags and thresholds of the endpoint as it rests now; empty where all is as it should be. */
async function wrongAfter(world: World, ...requests: readonly ReleaseRequest[]): Promise<readonly string[]> {
  for (const request of requests) await calmly(world, request);
  return brokenAtRest(world);
}

const small: DeclaredEndpoint = { version: 1, scalesTo: 4, owner: 'research' };
const large: DeclaredEndpoint = { version: 1, scalesTo: 10, owner: 'ml-platform' };

describe('what stands around a release is that of the last deployment', () => {
  test('after a deployment that was taken back when something else had come live since', async () => {
    const world = await live(1, small);
    const raised = deploy(world, large);
    await calmly(world, raised, promotion(2));
    expect(await inEveryOrder(disturbed(world, {}), { crashes: 1, repeats: 1 }, undo(raised))).toBe('holds');
  });

  test('after a rollback and a deployment that declares what has come back', async () => {
    const world = await live(1, small);
    await calmly(world, deploy(world, { ...large, version: 2 }), asked('ROLLBACK'));
    const reverted = deploy(world, small);
    const taken = structuredClone(world);
    expect(await inEveryOrder(world, { crashes: 1, repeats: 1 }, reverted)).toBe('holds');
    taken.queue = [undo(reverted)];
    expect(await inEveryOrder(taken, { crashes: 1 }, reverted)).toBe('holds');
  });

  test('whoever finds the dead execution of CloudFormation’s rollback', async () => {
    const world = await live(1, small);
    const raised = deploy(world, large);
    await calmly(world, raised);
    expect(await inEveryOrder(world, { crashes: 1 }, undo(raised), promotion(2))).toBe('holds');
  });

  test.each([true, false])(
    'and its alarms are those of the release: one that was taken away goes (%j)',
    async (had) => {
      const world = await live(1, { version: 1, latencyAlarm: had });
      const other = deploy(world, { version: 1, latencyAlarm: !had });
      const taken = structuredClone(world);
      expect(await inEveryOrder(world, { crashes: 1, repeats: 1 }, other)).toBe('holds');
      taken.queue = [undo(other)];
      expect(await inEveryOrder(taken, { crashes: 1, repeats: 1 }, other)).toBe('holds');
    },
  );

  test('and its alarms are those of the release that was asked for by its number', async () => {
    const world = await live(1, { version: 1 });
    const more = deploy(world, { version: 1, latencyAlarm: true });
    expect(await wrongAfter(world, more, promotion(2), asked('ROLLBACK', { to: 1 }))).toEqual([]);
  });
});

describe('a deployment that changes only what stands around', () => {
  test('does not bring back into reach what was rolled back from', async () => {
    const world = await calmly(await live(1, small), promotion(2), asked('ROLLBACK'));
    await calmly(world, deploy(world, large));
    expect(await endsWith(1, disturbed(world, { crashes: 1 }, asked('ROLLBACK')))).toBe('holds');
  });

  test('and is taken back does not count as a version that has come back: an alarm may still leave it', async () => {
    const world = await calmly(await live(1, small), promotion(2));
    const raised = deploy(world, large);
    await calmly(world, raised, undo(raised));
    expect(await endsWith(1, disturbed(world, { repeats: 2 }, asked('ROLLBACK', { automatic: true })))).toBe('holds');
  });

  test('keeps the weights of an experiment', async () => {
    const world = await calmly(await live(1, small), promotion(2, { role: 'challenger' }));
    const steps = [{ weights: { champion: 50, challenger: 50 }, waitSeconds: 0 }];
    await calmly(world, asked('SHIFT', { steps }));
    await calmly(world, deploy(world, large));
    expect(brokenAtRest(world)).toEqual([]);
    expect(world.endpoint?.weights).toEqual({ champion: 50, challenger: 50 });
  });

  test('launches nothing where the warm fallback has taken over', async () => {
    const world = await calmly(await live(1, { ...small, fallback: 'warm' }), promotion(2), asked('ROLLBACK'));
    const { config, weights } = world.endpoint ?? {};
    await calmly(world, deploy(world, { ...large, fallback: 'warm' }));
    expect(brokenAtRest(world)).toEqual([]);
    expect(world.endpoint).toMatchObject({ config, weights });
  });

  test('stops where it is asked to before it is live', async () => {
    const world = await live(1, small);
    const abort = asked('ABORT', { lockWaitSeconds: 3600 });
    expect(await inEveryOrder(structuredClone(world), { crashes: 1 }, deploy(world, large), abort)).toBe('holds');
    const start = await untilStep('Prepare', disturbed(world, {}, deploy(world, large)));
    await untilStep('AwaitLock', start, abort);
    const end = await explore(start, 1000, ({ outcomes }) => (outcomes[2]?.state === 'ABORTED' ? [] : ['it went on']));
    expect(end.counterexample).toBeUndefined();
  });
});

describe('two at once', () => {
  const rollback = asked('ROLLBACK', { lockWaitSeconds: 3600 });

  test.each<Partial<DeclaredEndpoint>>([{}, { fallback: 'warm' }])(
    'a deployment of what stands around and a rollback: %j',
    async (more) => {
      const world = await calmly(await live(1, { ...small, ...more }), promotion(2));
      const raised = deploy(world, { ...large, latencyAlarm: true, ...more });
      expect(await inEveryOrder(world, { crashes: 1 }, raised, rollback)).toBe('holds');
    },
  );

  test('a deployment that is taken back and a rollback, of what came live since', async () => {
    const world = await live(1, small);
    const raised = deploy(world, large);
    await calmly(world, raised, promotion(2));
    expect(await inEveryOrder(world, { crashes: 1, faults: 1 }, undo(raised), rollback)).toBe('holds');
  });

  test('a deployment of what stands around and a repair of what somebody changed', async () => {
    const world = foreign(await live(1, small));
    expect(await inEveryOrder(world, { crashes: 1 }, deploy(world, large), asked('REPAIR'))).toBe('holds');
  });

  test('a deployment of what stands around, where the warm fallback has taken over, and a promotion', async () => {
    const more = { fallback: 'warm' as const };
    const world = await calmly(await live(1, { ...small, ...more }), promotion(2), asked('ROLLBACK'));
    expect(await inEveryOrder(world, { crashes: 1 }, deploy(world, { ...large, ...more }), promotion(3))).toBe('holds');
  });

  test('a deployment of what stands around an endpoint that was taken over, and the end of its stack', async () => {
    const world = foreign(emptyWorld());
    await calmly(world, deploy(world, { ...small, adoptExisting: true }));
    const raised = deploy(world, { ...large, adoptExisting: true });
    world.queue = [fromCloudFormation('REMOVE', { creating: true })];
    expect(await inEveryOrder(world, { crashes: 1, faults: 1 }, raised)).toBe('holds');
  });
});
