import { ExecutionDoesNotExist, type SFNClient } from '@aws-sdk/client-sfn';
import { StateMachineExecutions } from '../../lambda/aws/executions';

const ARN = 'arn:aws:states:eu-central-1:111122223333:execution:flights-release:one';

/** Executions over a client that answers so, and what it was sent. */
function answering(answer: object | Error) {
  const sent: object[] = [];
  const send = async ({ input }: { input: object }) => {
    sent.push(input);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { executions: new StateMachineExecutions({ send } as unknown as SFNClient), sent };
}

const unknown = new ExecutionDoesNotExist({ $metadata: {}, message: 'Execution does not exist' });
const denied = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });

test.each([
  ['RUNNING', true],
  ['PENDING_REDRIVE', true],
  ['SUCCEEDED', false],
  ['FAILED', false],
  ['TIMED_OUT', false],
  ['ABORTED', false],
])('an execution that is %s runs: %s', async (status, runs) => {
  expect(await answering({ status }).executions.isRunning(ARN)).toBe(runs);
});

test('whether one runs is asked for without what is encrypted, which takes no right to the key', async () => {
  const { executions, sent } = answering({ status: 'RUNNING' });
  await executions.isRunning(ARN);
  expect(sent).toEqual([{ executionArn: ARN, includedData: 'METADATA_ONLY' }]);
});

test('how one ended is asked for with its input', async () => {
  const { executions, sent } = answering({ status: 'FAILED', input: '{}', error: 'States.Timeout', cause: 'late' });
  expect(await executions.end(ARN)).toEqual({ input: '{}', error: 'States.Timeout' });
  expect(sent).toEqual([{ executionArn: ARN }]);
});

test('one that nobody knows any more does not run, and nobody knows how it ended', async () => {
  const { executions } = answering(unknown);
  expect(await executions.isRunning(ARN)).toBe(false);
  expect(await executions.end(ARN)).toBeUndefined();
});

test('what may not be looked at is no proof of a death', async () => {
  const { executions } = answering(denied);
  await expect(executions.isRunning(ARN)).rejects.toThrow(denied);
  await expect(executions.end(ARN)).rejects.toThrow(denied);
});
