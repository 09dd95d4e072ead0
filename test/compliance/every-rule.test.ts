import { DEFAULT_SETTINGS } from '../../lib/compliance/checks/settings';
import { CHECKS } from '../../lib/compliance/checks/table';
import { checkTemplates } from '../../lib/compliance/cli';
import { runChecks } from '../../lib/compliance/engine/run';
import { describeIssue } from '../../lib/compliance/report/describe';
import { Application } from '../../lib/compliance/template';

describe('every rule, on every type it reads,', () => {
  const VALUES = [
    7,
    'text',
    true,
    [],
    [7],
    {},
    { Ref: 'P' },
    [[{}]],
    { Statement: 7 },
    { Statement: [7, {}, { Principal: 7, Action: {}, Condition: { a: 7 } }] },
  ];

  test('survives properties that are not what they should be', () => {
    const errors = CHECKS.flatMap((check) =>
      check.types.flatMap((type) =>
        VALUES.flatMap((value) => {
          const properties = new Proxy(
            {},
            {
              ownKeys: () => KEYS,
              getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value }),
              get: () => value,
            },
          );
          const body = { Resources: { A: { Type: type, Properties: { ...properties } } }, Parameters: { P: {} } };
          const application = new Application([{ id: 't', name: 't', body }]);
          const { results } = runChecks([check], { application, settings: DEFAULT_SETTINGS });
          return results
            .filter(({ state }) => state === 'ERROR')
            .map((result) => `${check.name} ${type} ${JSON.stringify(value)} ${result.issues[0]?.what}`);
        }),
      ),
    );
    expect(errors).toEqual([]);
  });

  /** Every property name that a rule reads at the top level, and some below. */
  const KEYS = [
    ...[
      'PolicyDocument',
      'KeyPolicy',
      'Policies',
      'ManagedPolicyArns',
      'AssumeRolePolicyDocument',
      'AccessPolicy',
      'Tags',
    ],
    ...[
      'ResourcePolicy',
      'ModelPackageGroupPolicy',
      'RepositoryPolicyText',
      'BucketEncryption',
      'BucketName',
      'Replicas',
    ],
    ...[
      'ReplicationConfiguration',
      'LifecycleConfiguration',
      'ObjectLockConfiguration',
      'ObjectLockEnabled',
      'Environment',
    ],
    ...[
      'ProductionVariants',
      'ShadowProductionVariants',
      'DataCaptureConfig',
      'AsyncInferenceConfig',
      'PrimaryContainer',
    ],
    ...[
      'Containers',
      'InferenceSpecification',
      'NetworkConfig',
      'MonitoringScheduleConfig',
      'VpcConfig',
      'SecurityGroupEgress',
    ],
    ...[
      'SecurityGroupIngress',
      'MethodSettings',
      'DefaultRouteSettings',
      'Rules',
      'Schema',
      'EventSelectors',
      'BackupPlan',
    ],
    ...[
      'AdvancedEventSelectors',
      'DeploymentConfig',
      'EndpointName',
      'EndpointConfigName',
      'RedrivePolicy',
      'Source',
      'Runtime',
    ],
    ...[
      'OnlineStoreConfig',
      'OfflineStoreConfig',
      'LoggingConfiguration',
      'SSESpecification',
      'KmsKeyId',
      'ExecutionRoleArn',
    ],
    ...[
      'Principal',
      'HttpMethod',
      'AuthorizationType',
      'RequestValidatorId',
      'DeadLetterConfig',
      'AlarmActions',
      'AlarmName',
    ],
  ];
});

describe('a rule that throws', () => {
  test('is an error that names rule and resource, never a pass', () => {
    const broken = {
      ...CHECKS[0],
      types: ['AWS::S3::Bucket'],
      rule: () => {
        throw new Error('boom');
      },
    } as never;
    const application = new Application([
      { id: 't', name: 't', body: { Resources: { Data: { Type: 'AWS::S3::Bucket' } } } },
    ]);
    const [result] = runChecks([broken], { application, settings: DEFAULT_SETTINGS }).results;
    expect(result?.state).toBe('ERROR');
    const [issue] = result?.issues ?? [];
    if (!result || !issue) throw new Error('no result');
    expect(describeIssue(result, issue)).toBe(
      '5.9 #1 the rule itself failed: boom, at Data. The check did not run, so it counts as failed. Fix: report rule ISO27001-5.9-ResourceTags with this resource.',
    );
  });
});

test('5,000 resources are judged', () => {
  const Resources = Object.fromEntries(
    Array.from({ length: 5000 }, (_, index) => [
      `Bucket${index}`,
      {
        Type: 'AWS::S3::Bucket',
        Properties: { LoggingConfiguration: { DestinationBucketName: { Ref: `Bucket${(index + 1) % 5000}` } } },
      },
    ]),
  );
  const { run } = checkTemplates([{ id: 'template', name: 'template', body: { Resources } }], { today: '2026-11-23' });
  expect(run.resourcesChecked).toBe(5000);
});
