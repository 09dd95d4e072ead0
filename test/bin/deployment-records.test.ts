import type { SSMClient } from '@aws-sdk/client-ssm';
import { DeploymentNotFoundError, deploymentOf } from '../../bin/aws/deployment-records';
import { driftDeployment } from '../../bin/aws/drift-deployment';
import { DEPLOYMENT_RECORD_SCHEMA_VERSION } from '../../lib/contract';

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

const record = (deployment: unknown, schemaVersion: unknown = DEPLOYMENT_RECORD_SCHEMA_VERSION) =>
  JSON.stringify({ schemaVersion, stack: 'S', deployment });
const RELEASE = '/cdk-production-ml/a/release';
const CHAMPION = '/cdk-production-ml/a/drift-monitor/champion';
const SHADOW = '/cdk-production-ml/a/drift-monitor/shadow';

describe('the record of a capability', () => {
  test('is found on any page', async () => {
    const client = clientWith({ '/cdk-production-ml/a/x': record({}), [RELEASE]: record({ n: 1 }) }, 2);
    expect((await deploymentOf<{ n: number }>(client, 'a', 'release')).deployment).toEqual({ n: 1 });
  });

  test('is read in the version before, too', async () => {
    const client = clientWith({ [RELEASE]: record({ n: 1 }, DEPLOYMENT_RECORD_SCHEMA_VERSION - 1) });
    expect((await deploymentOf<{ n: number }>(client, 'a', 'release')).deployment).toEqual({ n: 1 });
  });

  test.each([
    ['no JSON', '{'],
    ['of a newer version', record({}, 9)],
    ['empty', ''],
    ['null', 'null'],
  ])('is read although that of another capability is %s', async (_what, other) => {
    const client = clientWith({ [CHAMPION]: other, [RELEASE]: record({ n: 1 }), [SHADOW]: other });
    expect((await deploymentOf<{ n: number }>(client, 'a', 'release')).deployment).toEqual({ n: 1 });
  });

  test.each([
    ['nothing at all', {}, /there is nothing of this library. Check the name/],
    ['another capability', { [CHAMPION]: record({}) }, /there is drift-monitor\/champion/],
    [
      'a newer version',
      { [RELEASE]: record({}, 9) },
      /release has schema version 9, newer than 1 that this command reads. Use the version of production-ml that the stack S was deployed with/,
    ],
    ['a version long past', { [RELEASE]: record({}, -4) }, /schema version -4, older than .* Deploy the stack S again/],
    ['a version that is no number', { [RELEASE]: record({}, '1') }, /release is no record of a deployment/],
    ['no JSON', { [RELEASE]: '{' }, /release is no record of a deployment.*deploy the stack again/],
    ['null', { [RELEASE]: 'null' }, /release is no record of a deployment/],
    ['a record of nothing', { [RELEASE]: record(null) }, /release is no record of a deployment/],
    ['a record of a list', { [RELEASE]: record([]) }, /release is no record of a deployment/],
  ])('is asked for with a remedy where there is %s', async (_what, parameters, message) => {
    const reading = deploymentOf(clientWith(parameters), 'a', 'release');
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toBeInstanceOf(DeploymentNotFoundError);
  });
});

describe('the drift monitor of an endpoint', () => {
  const find = (parameters: Record<string, string>, variant?: string) =>
    driftDeployment('a', variant, clientWith(parameters));

  test('needs no name of a variant where there is one', async () => {
    expect(await find({ [CHAMPION]: record({ n: 1 }), [RELEASE]: '{' })).toEqual({ n: 1 });
  });

  test('is chosen by its variant, whatever the records of others hold', async () => {
    expect(await find({ [CHAMPION]: record({ n: 1 }), [SHADOW]: '{' }, 'champion')).toEqual({ n: 1 });
    expect(await find({ [CHAMPION]: record({}, 9), [SHADOW]: record({ n: 2 }) }, 'shadow')).toEqual({ n: 2 });
  });

  test.each([
    ['none is deployed', { [RELEASE]: record({}) }, undefined, /No drift monitor of the endpoint a.*AWS_REGION/],
    ['two are', { [CHAMPION]: record({}), [SHADOW]: record({}) }, undefined, /of champion, shadow. Name one with/],
    ['another is', { [CHAMPION]: record({}) }, 'shadow', /There is none of shadow; name one of these with --variant/],
    ['its own is newer', { [CHAMPION]: record({}, 2), [SHADOW]: record({}) }, 'champion', /schema version 2, newer/],
    ['its own is no JSON', { [CHAMPION]: 'x' }, undefined, /drift-monitor\/champion is no record/],
  ])('is asked for with a remedy where %s', async (_what, parameters, variant, message) => {
    await expect(find(parameters as Record<string, string>, variant)).rejects.toThrow(message);
  });
});
