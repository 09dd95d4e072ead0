import { CfnParameter } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { actionsOf, flat } from '../core/support';
import { scene } from '../serving/endpoints';
import { type Json, released, statementsOf } from './support';

/** `action on resource`, one line each, of the statements of some policies. */
function rightsOf(template: Template, part: string): string[] {
  return statementsOf(template, part).flatMap((statement: Json) =>
    actionsOf(statement).flatMap((action) =>
      [statement.Resource].flat().map((resource) => `${action} on ${flat(resource)}`),
    ),
  );
}

const named = (rights: readonly string[], service: string) =>
  rights
    .filter((right) => right.startsWith(`${service}:`))
    .map((right) => right.replace(/arn:<AWS::Partition>:\w+:[\w-]+:\d+:/, ''));

describe('the rights of the functions', () => {
  const here = scene();
  released(here, { adoptExisting: { endpointConfigName: 'Old-Config', modelNames: ['Old-Model'] } });
  const template = Template.fromStack(here.stack);
  const HASH_20 = '?'.repeat(20);
  const HASH_32 = '?'.repeat(32);

  test('to make models and configurations end at the names that the machine gives', () => {
    const rights = named(rightsOf(template, 'FunctionsHostingRole'), 'sagemaker');
    const made = (right: string) => /:(Create|Delete|AddTags)/.test(right);
    expect(rights.filter(made).sort()).toEqual([
      `sagemaker:AddTags on endpoint-config/flights-${HASH_32}`,
      'sagemaker:AddTags on endpoint/flights',
      `sagemaker:AddTags on model/flights-${HASH_20}`,
      `sagemaker:CreateEndpointConfig on endpoint-config/flights-${HASH_32}`,
      `sagemaker:CreateModel on model/flights-${HASH_20}`,
      'sagemaker:DeleteEndpoint on endpoint/flights',
      `sagemaker:DeleteEndpointConfig on endpoint-config/flights-${HASH_32}`,
      `sagemaker:DeleteModel on model/flights-${HASH_20}`,
      `sagemaker:DeleteTags on endpoint-config/flights-${HASH_32}`,
      'sagemaker:DeleteTags on endpoint/flights',
      `sagemaker:DeleteTags on model/flights-${HASH_20}`,
    ]);
  });

  test('to look at models and configurations cover the declared, the adopted and the made ones', () => {
    const rights = named(rightsOf(template, 'FunctionsLedgerRole'), 'sagemaker').sort();
    expect(rights).toEqual([
      'sagemaker:DescribeEndpoint on endpoint/flights',
      expect.stringMatching(/^sagemaker:DescribeEndpointConfig on <EndpointConfig/),
      expect.stringMatching(/^sagemaker:DescribeEndpointConfig on <EndpointModelchampion/),
      `sagemaker:DescribeEndpointConfig on endpoint-config/flights-${HASH_32}`,
      'sagemaker:DescribeEndpointConfig on endpoint-config/old-config',
      `sagemaker:DescribeEndpointConfig on model/flights-${HASH_20}`,
      'sagemaker:DescribeEndpointConfig on model/old-model',
      expect.stringMatching(/^sagemaker:DescribeModel on <EndpointConfig/),
      expect.stringMatching(/^sagemaker:DescribeModel on <EndpointModelchampion/),
      `sagemaker:DescribeModel on endpoint-config/flights-${HASH_32}`,
      'sagemaker:DescribeModel on endpoint-config/old-config',
      `sagemaker:DescribeModel on model/flights-${HASH_20}`,
      'sagemaker:DescribeModel on model/old-model',
    ]);
  });

  test('to look at what is adopted reach what only the deployment knows the name of', () => {
    const there = scene();
    const name = (id: string) => new CfnParameter(there.stack, id).valueAsString;
    released(there, { adoptExisting: { endpointConfigName: name('OldConfig'), modelNames: [name('OldModel')] } });
    const rights = named(rightsOf(Template.fromStack(there.stack), 'FunctionsLedgerRole'), 'sagemaker');
    expect(rights).toEqual(
      expect.arrayContaining([
        'sagemaker:DescribeEndpointConfig on endpoint-config/<OldConfig>',
        'sagemaker:DescribeModel on model/<OldModel>',
      ]),
    );
  });

  test('to look at alarms end at the one that stops a change, where the lock is given', () => {
    expect(named(rightsOf(template, 'FunctionsLedgerRole'), 'cloudwatch')).toEqual([
      'cloudwatch:PutMetricData on *',
      'cloudwatch:DescribeAlarms on alarm:flights-release-abort',
    ]);
  });

  test('to hand a role on end at the execution role, and at SageMaker', () => {
    const [statement, ...others] = statementsOf(template, 'FunctionsHostingRole').filter((each: Json) =>
      actionsOf(each).includes('iam:PassRole'),
    );
    expect(others).toEqual([]);
    expect(flat(statement.Resource)).toMatch(/^<EndpointExecutionRole/);
    expect(statement.Condition).toEqual({ StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } });
  });

  test('only the function that keeps the ledger may sign', () => {
    const signers = ['Ledger', 'Hosting', 'Probe', 'Answer', 'Watch'].filter((part) =>
      rightsOf(template, `Functions${part}Role`).some((right) => right.startsWith('kms:Sign on')),
    );
    expect(signers).toEqual(['Ledger']);
  });

  test('in the ledger end at the partition of the endpoint', () => {
    for (const part of ['Ledger', 'Hosting', 'Probe', 'Watch']) {
      const statements = statementsOf(template, `Functions${part}Role`).filter((statement: Json) =>
        actionsOf(statement).includes('dynamodb:GetItem'),
      );
      expect(statements).toHaveLength(1);
      expect(statements[0].Condition).toEqual({
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['endpoint#flights'] },
      });
      const writes = actionsOf(statements[0]).some((action) => action === 'dynamodb:PutItem');
      expect([part, writes]).toEqual([part, part === 'Ledger' || part === 'Hosting']);
    }
  });

  test('nobody may delete from the ledger', () => {
    const actions = statementsOf(template, '').flatMap(actionsOf);
    expect(actions.filter((action) => /^dynamodb:(Delete|BatchWrite|PartiQL)/.test(action))).toEqual([]);
  });

  test('of the function that asks models end at asking this one', () => {
    const rights = named(rightsOf(template, 'FunctionsProbeRole'), 'sagemaker');
    expect(rights).toEqual(['sagemaker:InvokeEndpoint on endpoint/flights']);
  });

  test('to start the machine are with CloudFormation’s entry and the reconciler only', () => {
    const starters = ['Ledger', 'Hosting', 'Probe', 'Answer', 'Watch'].filter((part) =>
      rightsOf(template, `Functions${part}Role`).some((right) => right.startsWith('states:StartExecution on')),
    );
    expect(starters).toEqual(['Answer', 'Watch']);
  });

  test('to read what an execution was asked for are with the reconciler only, and end at this machine', () => {
    const decrypting = ['Ledger', 'Hosting', 'Probe', 'Answer', 'Watch'].flatMap((part) =>
      statementsOf(template, `Functions${part}Role`)
        .map(
          (statement: Json) => statement.Condition?.StringEquals?.['kms:EncryptionContext:aws:states:stateMachineArn'],
        )
        .filter((arn: Json) => arn !== undefined)
        .map((arn: Json) => [part, flat(arn)]),
    );
    expect(decrypting).toEqual([['Watch', expect.stringMatching(/:stateMachine:flights-release$/)]]);
  });

  test('to read artifacts end at the models and candidates of this endpoint', () => {
    const objects = rightsOf(template, 'FunctionsHostingRole').filter((right) => /^s3:(Get|Put)Object on/.test(right));
    expect(objects.map((right) => right.replace(/<StoreArtifacts\w+>/, 'artifacts')).sort()).toEqual([
      's3:GetObject on artifacts/candidates/flights/*',
      's3:GetObject on artifacts/models/flight-delay/*',
      's3:PutObject on artifacts/models/flight-delay/*',
    ]);
  });
});

describe('the rights of the state machine', () => {
  const here = scene();
  released(here);
  const template = Template.fromStack(here.stack);
  const rights = rightsOf(template, 'MachineStateMachineRole');

  test('end at its functions, its endpoint, its configurations and the events of this library', () => {
    const own = rights.filter((right) => !/^(logs|xray|kms):/.test(right));
    expect(own.filter((right) => right.startsWith('lambda:InvokeFunction'))).toHaveLength(4);
    expect(named(own, 'sagemaker').sort()).toEqual([
      'sagemaker:AddTags on endpoint/flights',
      `sagemaker:CreateEndpoint on endpoint-config/flights-${'?'.repeat(32)}`,
      'sagemaker:CreateEndpoint on endpoint/flights',
      'sagemaker:DescribeEndpoint on endpoint/flights',
      `sagemaker:UpdateEndpoint on endpoint-config/flights-${'?'.repeat(32)}`,
      'sagemaker:UpdateEndpoint on endpoint/flights',
      'sagemaker:UpdateEndpointWeightsAndCapacities on endpoint/flights',
    ]);
    expect(named(own, 'events')).toEqual(['events:PutEvents on event-bus/default']);
  });

  test('to the volume key are grants for AWS resources only', () => {
    const grants = statementsOf(template, 'MachineStateMachineRole').filter((statement: Json) =>
      actionsOf(statement).includes('kms:CreateGrant'),
    );
    expect(grants.map(({ Condition }: Json) => Condition)).toEqual([{ Bool: { 'kms:GrantIsForAWSResource': 'true' } }]);
  });

  test('are given to Step Functions on behalf of this machine only', () => {
    const roles = Object.entries(template.findResources('AWS::IAM::Role')).filter(([id]) =>
      id.includes('StateMachineRole'),
    );
    expect(roles).toHaveLength(2);
    for (const [, { Properties }] of roles) {
      const [{ Condition }] = Properties.AssumeRolePolicyDocument.Statement;
      expect(Condition.StringEquals).toEqual({ 'aws:SourceAccount': '123456789012' });
      expect(flat(Condition.ArnLike['aws:SourceArn'])).toMatch(/:stateMachine:flights-(release|rollback)$/);
    }
  });
});

describe('a principal', () => {
  const granted = (grant: (endpoint: ReturnType<typeof released>, role: iam.Role) => unknown) => {
    const here = scene();
    const endpoint = released(here);
    grant(endpoint, new iam.Role(here.stack, 'Person', { assumedBy: new iam.AccountRootPrincipal() }));
    const template = Template.fromStack(here.stack);
    return { statements: statementsOf(template, 'Person'), rights: rightsOf(template, 'Person'), template };
  };

  test('that releases may start the release machine, and nothing else', () => {
    const { rights } = granted((endpoint, role) => endpoint.grantRelease(role));
    expect(named(rights, 'states')).toEqual(['states:StartExecution on stateMachine:flights-release']);
    expect(rights).toHaveLength(1);
  });

  test('that rolls back may start the machine that does only that', () => {
    const { statements, rights } = granted((endpoint, role) => endpoint.grantRollback(role));
    expect(named(rights, 'states')).toEqual(['states:StartExecution on stateMachine:flights-rollback']);
    expect(statements[0].Condition).toBeUndefined();
  });

  test('that rolls back may have to sign in with a second factor', () => {
    const { statements } = granted((endpoint, role) => endpoint.grantRollback(role, { requireMfa: true }));
    expect(statements[0].Condition).toEqual({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } });
  });

  test('that approves writes under its own id, which IAM fills in, and nowhere else', () => {
    const { statements } = granted((endpoint, role) => endpoint.grantApprove(role));
    const writing = statements.filter((statement: Json) =>
      actionsOf(statement).some((action) => action.startsWith('dynamodb:')),
    );
    expect(writing.map((statement: Json) => [actionsOf(statement), statement.Condition])).toEqual([
      [['dynamodb:PutItem'], { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['principal#${aws:userid}'] } }],
    ]);
  });

  test('that reads changes nothing', () => {
    const { rights } = granted((endpoint, role) => endpoint.grantRead(role));
    const verbs = rights.map((right) => right.split(' ')[0]?.split(':')[1]);
    expect(verbs.filter((verb) => !/^(Get|Describe|Query|Decrypt|GenerateDataKey)/.test(verb ?? ''))).toEqual([]);
  });

  test('that reads sees every alarm that can take a release back', () => {
    const { rights } = granted((endpoint, role) => endpoint.grantRead(role));
    const alarms = rights.filter((right) => right.startsWith('cloudwatch:DescribeAlarms'));
    expect(alarms.some((right) => right.endsWith(`:alarm:flights-${'?'.repeat(32)}-*`))).toBe(true);
    expect(alarms).toHaveLength(5);
  });

  test('that uploads candidates is admitted to the bucket, below the endpoint’s own prefix', () => {
    const { rights, template } = granted((endpoint, role) => endpoint.grantUploadCandidates(role));
    expect(
      rights.filter((right) => right.startsWith('s3:PutObject on')).map((right) => right.replace(/.*>/, '')),
    ).toEqual(['/candidates/flights/*']);
    const policies = JSON.stringify(template.findResources('AWS::S3::BucketPolicy'));
    expect(policies).toMatch(/"Fn::GetAtt":\["Person/);
  });

  test('hears of every change and every difference of this endpoint', () => {
    const here = scene();
    const endpoint = released(here);
    endpoint.onStateChange('Changes');
    endpoint.onDifference('Differences', { eventPattern: { detail: { repair: [true] } } });
    const template = Template.fromStack(here.stack);
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['cdk-production-ml'],
        'detail-type': ['Release State Change'],
        detail: { endpointName: ['flights'] },
      },
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        'detail-type': ['Release Difference'],
        detail: { endpointName: ['flights'], repair: [true] },
      },
    });
  });
});
