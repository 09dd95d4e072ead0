import type { SSMClient } from '@aws-sdk/client-ssm';
import { deploymentOf } from '../../bin/aws/deployment-records';

const clientWith = (parameters: Record<string, string>, pages = 1) => {
  const all = Object.entries(parameters).map(([Name, Value]) => ({ Name, Value }));
  let page = 0;
  return {
    send: async () => {
      const size = Math.ceil(all.length / pages);
      page += 1;
      return { Parameters: all.slice((page - 1) * size, page * size), NextToken: page < pages ? `${page}` : undefined };
    },
  } as unknown as SSMClient;
};

const record = (deployment: unknown, schemaVersion = 1) => JSON.stringify({ schemaVersion, stack: 'S', deployment });

test('finds the record of a capability on any page', async () => {
  const client = clientWith(
    { '/cdk-production-ml/a/x': record({}), '/cdk-production-ml/a/release': record({ n: 1 }) },
    2,
  );
  expect((await deploymentOf<{ n: number }>(client, 'a', 'release')).deployment).toEqual({ n: 1 });
});

test.each([
  ['nothing at all', {}, /there is nothing of this library. Check the name/],
  [
    'another capability',
    { '/cdk-production-ml/a/drift-monitor/champion': record({}) },
    /there is drift-monitor\/champion/,
  ],
  ['a newer schema', { '/cdk-production-ml/a/release': record({}, 9) }, /schema version 9; this command reads 1/],
  ['no JSON', { '/cdk-production-ml/a/release': '{' }, /schema version undefined/],
])('says what to do where there is %s', async (_what, parameters, message) => {
  await expect(deploymentOf(clientWith(parameters), 'a', 'release')).rejects.toThrow(message);
});
