import { acquire } from '../../../lambda/handlers/release-ledger/acquire';
import type { ReleaseOperation, ReleaseStepInput } from '../../../lib/contract';
import { partsOver } from '../../release-machine/fakes';
import { asked, emptyWorld, manifest, START, startExecution } from '../../release-machine/world';

/** Asks for the lock while the alarm is on that has stopped the change before. */
async function outcomeOf(operation: ReleaseOperation, secondsAfterStart = 0) {
  const asking: string[] = [];
  const parts = partsOver(emptyWorld());
  const input: ReleaseStepInput = {
    step: 'Acquire',
    execution: { arn: 'execution-1', startedAt: START },
    request: asked(operation, operation === 'PROMOTE' ? { manifest: manifest(2) } : {}),
    progress: { handled: false, shifted: 0 },
  };
  const { outcome } = await acquire(input, {
    ...parts,
    alarms: {
      ...parts.alarms,
      firing: async (names) => {
        asking.push(...names);
        return names;
      },
    },
    now: () => new Date(Date.parse(START) + secondsAfterStart * 1000),
  });
  return { outcome, asking };
}

describe('while the alarm is on that has stopped the change before', () => {
  test('a promotion waits: the alarm would take it back as well', async () => {
    expect(await outcomeOf('PROMOTE')).toEqual({ outcome: 'held', asking: ['flights-release-abort'] });
  });

  test('it does not wait for an alarm that never goes out', async () => {
    expect(await outcomeOf('PROMOTE', 121)).toEqual({ outcome: 'acquired', asking: [] });
  });

  test.each(['ROLLBACK', 'REPAIR', 'ABORT'] as const)('%s does not wait', async (operation) => {
    expect(await outcomeOf(operation)).toEqual({ outcome: 'acquired', asking: [] });
  });
});

test('a promotion that comes upon another change is refused, and the history says so', async () => {
  const world = emptyWorld();
  const holder = startExecution(world, asked('ROLLBACK'));
  const lock = { executionArn: holder.arn, operation: 'ROLLBACK' as const, since: START, afterDeath: asked('SETTLE') };
  world.head = { schemaVersion: 1, endpointName: 'flights', revision: 1, lastNumber: 0, lock };
  const parts = partsOver(world);
  const noted: object[] = [];
  const { outcome, progress } = await acquire(
    {
      step: 'Acquire',
      execution: { arn: 'execution-2', startedAt: START },
      request: asked('PROMOTE', { manifest: manifest(2) }),
      progress: { handled: false, shifted: 0 },
    },
    { ...parts, ledger: { ...parts.ledger, note: async (event) => void noted.push(event) } },
  );
  expect(outcome).toBe('refused');
  const detail = expect.stringMatching(/^Another change is running since .*: ROLLBACK, execution-1\./);
  expect(progress).toMatchObject({ handled: true, state: 'REFUSED', reason: detail });
  expect(noted).toEqual([{ at: START, executionArn: 'execution-2', operation: 'PROMOTE', event: 'REFUSED', detail }]);
});
