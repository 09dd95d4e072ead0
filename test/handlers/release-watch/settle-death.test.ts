import { type SettleParts, settleDeath } from '../../../lambda/handlers/release-watch/settle-death';
import type { ReleaseRequest } from '../../../lib/contract';

const ARN = 'arn:aws:states:eu-central-1:111122223333:execution:flights-release:';
const ANSWER = {
  responseUrl: 'https://cloudformation.example/1',
  stackId: 'stack',
  requestId: 'request-1',
  logicalResourceId: 'Endpoint',
  physicalResourceId: 'flights',
};
const asked = (operation: ReleaseRequest['operation'], more: Partial<ReleaseRequest> = {}) =>
  JSON.stringify({ schemaVersion: 1, operation, ...more });

/** What is started once an execution has ended so. */
async function settled(name: string, end: Awaited<ReturnType<SettleParts['end']>>) {
  const started: [name: string, request: ReleaseRequest][] = [];
  const looked: string[] = [];
  const alerted: string[] = [];
  const outcome = await settleDeath(
    { executionArn: `${ARN}${name}`, name },
    {
      end: async (executionArn) => {
        looked.push(executionArn);
        return end;
      },
      alert: async () => void alerted.push(name),
      start: async (...call) => void started.push(call),
      log: () => {},
    },
  );
  expect(looked).toEqual([`${ARN}${name}`]);
  return { outcome, started, alerts: alerted.length };
}

describe('an execution that died', () => {
  test('over a promotion is settled, under its own name, so that two deaths are settled by two executions', async () => {
    const { outcome, started, alerts } = await settled('promotion-1', { input: asked('PROMOTE') });
    expect([outcome, alerts]).toEqual(['settling', 1]);
    expect(started).toEqual([['settle-promotion-1', expect.objectContaining({ operation: 'SETTLE' })]]);
    expect(started[0]?.[1].orphan).toBeUndefined();
  });

  test('over a deployment leaves CloudFormation to be answered, whether or not it ever held the lock', async () => {
    const { started } = await settled('deploy', {
      input: asked('DEPLOY', { answer: ANSWER }),
      error: 'States.Timeout',
    });
    expect(started[0]?.[1]).toMatchObject({
      operation: 'SETTLE',
      orphan: { answer: ANSWER, executionArn: `${ARN}deploy` },
    });
  });

  test.each(['UNDO_DEPLOY', 'REMOVE'] as const)('over %s has it done again', async (operation) => {
    const { started } = await settled('undo', { input: asked(operation, { answer: ANSWER }) });
    expect(started).toEqual([['settle-undo', { schemaVersion: 1, operation, answer: ANSWER }]]);
  });

  test.each([
    ['input that nobody can read', { input: 'not JSON', error: 'States.Runtime' }],
    ['no input', {}],
    ['a text for input', { input: '"DEPLOY"' }],
    ['a history that is gone', undefined],
  ])('with %s is settled all the same', async (_, end) => {
    const { started } = await settled('odd', end);
    expect(started).toEqual([['settle-odd', expect.objectContaining({ operation: 'SETTLE' })]]);
  });

  test('while it settled is settled too, but not for ever', async () => {
    const dead = { input: asked('SETTLE') };
    expect((await settled('settle-settle-a', dead)).started[0]?.[0]).toBe('settle-settle-settle-a');
    expect(await settled('settle-settle-settle-a', dead)).toEqual({ outcome: 'given up', started: [], alerts: 1 });
  });

  test('under the longest name there is gets one that Step Functions takes', async () => {
    const { started } = await settled('a'.repeat(80), { input: asked('PROMOTE') });
    expect(started[0]?.[0]).toHaveLength(80);
  });
});

describe('an execution that came to its end', () => {
  test.each([
    ['with a release that was taken back: people are told', 'ReleaseFailed', {}, 1],
    ['with a refusal: who asked was told', 'ReleaseRefused', {}, 0],
    ['with a refusal of what an alarm had asked for: people are told', 'ReleaseRefused', { automatic: true }, 1],
  ])('has left nothing, %s', async (_, error, more, alerts) => {
    const end = { input: asked('ROLLBACK', more), error };
    expect(await settled('ended', end)).toEqual({ outcome: 'ended by itself', started: [], alerts });
  });
});
