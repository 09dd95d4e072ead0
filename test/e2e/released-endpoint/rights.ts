import { setTimeout as sleep } from 'node:timers/promises';
import { type RoleUse, useOfRoles } from '../support/role-rights';
import type { Story } from './story';

/** Roles of the machine, by what they are for. */
const ROLES = {
  ledger: /FunctionsLedgerRole/,
  hosting: /FunctionsHostingRole/,
  probe: /FunctionsProbeRole/,
  answer: /FunctionsAnswerRole/,
  watch: /FunctionsWatchRole/,
  machine: /MachineStateMachineRole/,
  rollback: /RollbackStateMachineRole/,
};

/** What AWS itself does with a role, or asks for beside another action: no function ever calls it. */
const NEVER_CALLED: Readonly<Record<string, string>> = {
  'logs:CreateLogStream': 'the runtime of Lambda writes the log',
  'logs:PutLogEvents': 'the runtime of Lambda writes the log',
  'xray:PutTelemetryRecords': 'the runtime of Lambda and Step Functions send traces',
  'xray:PutTraceSegments': 'the runtime of Lambda and Step Functions send traces',
  'xray:GetSamplingRules': 'Step Functions samples',
  'xray:GetSamplingTargets': 'Step Functions samples',
  'sqs:SendMessage': 'Lambda sends dead letters',
  'kms:Decrypt': 'S3, DynamoDB, SQS, Lambda and Step Functions decrypt for the caller',
  'kms:GenerateDataKey': 'S3, DynamoDB, SQS and Step Functions encrypt for the caller',
  'kms:CreateGrant': 'SageMaker passes the volume key on',
  'iam:PassRole': 'CreateModel asks for it',
  'iam:CreateServiceLinkedRole': 'RegisterScalableTarget asks for it, the first time in an account',
  's3:ListBucket': 'S3 asks for it to say that an object is missing',
  's3:AbortMultipartUpload': 'only where the copy of a large artifact fails half way',
  ...Object.fromEntries(
    [
      ...['CreateLogDelivery', 'DeleteLogDelivery', 'DescribeLogGroups', 'DescribeResourcePolicies'],
      ...['GetLogDelivery', 'ListLogDeliveries', 'PutResourcePolicy', 'UpdateLogDelivery'],
    ].map((action) => [`logs:${action}`, 'Step Functions sets up the log of a machine']),
  ),
};

/** What a role has because it comes with something else that it uses. */
const COMES_ALONG: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  machine: { 'sagemaker:AddTags': 'CreateEndpoint with tags asks for it' },
  watch: {
    's3:GetObjectVersion':
      'one grant of the store is for reading; looking whether an artifact is there names no version',
  },
};

const minus = (one: ReadonlySet<string>, other: { has(action: string): boolean }) =>
  [...one].filter((action) => !other.has(action)).sort();
const neverCalled = { has: (action: string) => Object.hasOwn(NEVER_CALLED, action) };

/** The calls of all the stories before, held against what the roles of the machine may do. */
export function rights(story: Story): void {
  let used: ReadonlyMap<string, RoleUse>;

  test('what has not been asked for yet: a shift of weights, a change that is stopped, the look of every day', async () => {
    const { released } = story;
    const steps = [{ weights: { champion: 90, fallback: 10 }, waitSeconds: 1 }];
    const shifted = await released.run('release', { schemaVersion: 1, operation: 'SHIFT', steps });
    expect([shifted.status, shifted.cause]).toEqual(['SUCCEEDED', undefined]);
    await released.account.setHosting({ launchDelaySeconds: 3 });
    await released.approve('8.0.0');
    const promotion = await released.begin('release', await released.promotionOf('8.0.0'));
    while ((await released.head())?.inFlight?.calledAt === undefined) await sleep(50);
    await released.account.runSchedules();
    await released.run('rollback', { schemaVersion: 1, operation: 'ABORT' });
    expect((await released.ended(promotion)).status).toBe('FAILED');
    await released.account.setHosting({ launchDelaySeconds: 0 });
    await released.settled();
    await released.account.runSchedules();
    await sleep(2000);
    used = await useOfRoles(released.account, ROLES, await released.account.calls());
  }, 120_000);

  test.each(Object.keys(ROLES))('the role of the %s has only rights that it uses', (part) => {
    const { granted, made } = used.get(part) as RoleUse;
    const excused = (action: string) => neverCalled.has(action) || Object.hasOwn(COMES_ALONG[part] ?? {}, action);
    expect(minus(granted, made).filter((action) => !excused(action))).toEqual([]);
  });

  test.each(Object.keys(ROLES))('the role of the %s has made no call that it has no right to', (part) => {
    const { granted, made } = used.get(part) as RoleUse;
    expect(minus(made, granted)).toEqual([]);
  });

  test('nothing that is excused is called after all', () => {
    const made = new Set([...used.values()].flatMap((use) => [...use.made]));
    expect([...made].filter(neverCalled.has)).toEqual([]);
  });

  test('rights have forbidden nobody of the machine anything', async () => {
    const denied = await story.released.account.denials();
    const own = denied.filter(({ principal }) => Object.values(ROLES).some((pattern) => pattern.test(principal)));
    expect(own).toEqual([]);
  });
}
