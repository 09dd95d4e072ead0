import { nextStep, type ReleaseSituation, runningChange, stopsWhatRuns } from '../../../lambda/decide/release';
import type { LedgerHead, Release, ReleaseOperation } from '../../../lib/contract';

const release = (number: number, operation: ReleaseOperation, executionArn: string) =>
  [number, { number, cause: { operation, executionArn } } as Release] as const;

const RELEASES = new Map([
  release(1, 'DEPLOY', 'first'),
  release(2, 'PROMOTE', 'second'),
  release(3, 'SHIFT', 'third'),
]);

function running(operation: ReleaseOperation, executionArn: string, live: number, inFlight?: number) {
  const lock = { operation, executionArn } as NonNullable<LedgerHead['lock']>;
  const head = { live, inFlight: inFlight === undefined ? undefined : { number: inFlight } } as LedgerHead;
  return runningChange(head, lock, RELEASES);
}

describe('a rollback', () => {
  test.each(['DEPLOY', 'PROMOTE', 'SHIFT'] as const)('stops %s', (operation) => {
    expect(stopsWhatRuns('ROLLBACK', running(operation, 'fourth', 1))).toBe(true);
  });

  test.each(['ROLLBACK', 'UNDO_DEPLOY', 'REPAIR', 'SETTLE', 'REMOVE', 'PIN'] as const)('waits for %s', (operation) => {
    expect(stopsWhatRuns('ROLLBACK', running(operation, 'fourth', 1))).toBe(false);
  });

  test('stops what a dead promotion has left to be settled, and waits for what a dead rollback has', () => {
    expect(stopsWhatRuns('ROLLBACK', running('SETTLE', 'fourth', 1, 2))).toBe(true);
    const rollback = new Map([...RELEASES, release(4, 'ROLLBACK', 'dead')]);
    const head = { live: 2, inFlight: { number: 4 } } as LedgerHead;
    const lock = { operation: 'SETTLE', executionArn: 'fourth' } as NonNullable<LedgerHead['lock']>;
    expect(stopsWhatRuns('ROLLBACK', runningChange(head, lock, rollback))).toBe(false);
  });
});

test('what is live already is not stopped, whoever asks', () => {
  const promotion = running('PROMOTE', 'second', 2);
  expect([stopsWhatRuns('ROLLBACK', promotion), stopsWhatRuns('ABORT', promotion)]).toEqual([false, false]);
});

test('a shift is stopped between its steps', () => {
  expect(stopsWhatRuns('ABORT', running('SHIFT', 'third', 3))).toBe(true);
});

test('an abort that came too late says so', () => {
  const situation = {
    head: { live: 2 },
    history: { releases: RELEASES, outcomes: new Map() },
    observed: { status: 'InService' },
    request: { operation: 'ABORT' },
    progress: { handled: false, shifted: 0, stopped: { live: 1, executionArn: 'second' } },
  } as unknown as ReleaseSituation;
  expect(nextStep(situation)).toMatchObject({
    kind: 'finished',
    progress: {
      state: 'REFUSED',
      reason: 'It could not be stopped any more: release 2 is live. Roll back to leave it.',
    },
  });
});
