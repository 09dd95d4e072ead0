import { Template } from 'aws-cdk-lib/assertions';
import { RELEASE_MACHINE } from '../../lib/contract';
import { flat } from '../core/support';
import { scene } from '../serving/endpoints';
import { type Json, released } from './support';

const here = scene();
released(here);
const template = Template.fromStack(here.stack);
const machines: Json[] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
const named = (name: string) => machines.find(({ Properties }) => Properties.StateMachineName === name);
const definitionOf = (name: string) => JSON.parse(flat(named(name).Properties.DefinitionString));

describe('both state machines', () => {
  test.each(['flights-release', 'flights-rollback'])('%s is encrypted, traced, and logs every step', (name) => {
    expect(named(name).Properties).toMatchObject({
      StateMachineType: 'STANDARD',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
      EncryptionConfiguration: { Type: 'CUSTOMER_MANAGED_KMS_KEY', KmsDataKeyReusePeriodSeconds: 900 },
    });
    const groups = template.findResources('AWS::Logs::LogGroup', {
      Properties: { LogGroupName: `/aws/vendedlogs/states/${name}` },
    });
    const [group] = Object.values(groups);
    expect(group?.['Properties'].KmsKeyId).toBeDefined();
    expect(group?.['DeletionPolicy']).toBe('Delete');
  });

  test.each(['flights-release', 'flights-rollback'])('%s has its rights before it can be started', (name) => {
    expect(named(name).DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/RoleDefaultPolicy/)]));
  });
});

test('the release machine has every step of the table', () => {
  expect(Object.keys(definitionOf('flights-release').States)).toEqual(
    expect.arrayContaining(Object.keys(RELEASE_MACHINE)),
  );
});

describe('the machine that rolls back', () => {
  const { States, StartAt } = definitionOf('flights-rollback');

  test('lets rollback and abort through, and refuses everything else', () => {
    expect(States[StartAt].Choices).toEqual([
      { Condition: "{% $states.input.operation in ['ROLLBACK', 'ABORT'] %}", Next: 'Start' },
    ]);
    expect(States[States[StartAt].Default]).toMatchObject({ Type: 'Fail', Error: 'NotARollback' });
  });

  test('passes on what a rollback needs, and no manifest, declaration or place to send an answer to', () => {
    const { Arguments, Resource } = States.Start;
    expect(Resource).toMatch(/:states:::states:startExecution$/);
    expect(Arguments.StateMachineArn).toMatch(/:stateMachine:flights-release$/);
    const members = [...Arguments.Input.matchAll(/'(\w+)': \$states\.input\.(\w+)/g)].map(([, member]) => member);
    expect(members).toEqual([
      'schemaVersion',
      'operation',
      'requestedBy',
      'reason',
      'expectedLive',
      'lockWaitSeconds',
      'to',
    ]);
  });

  test('names the execution after its own, so that a repeated start is one rollback', () => {
    expect(States.Start.Arguments.Name).toContain('$states.context.Execution.Name');
  });
});
