import { App, Aws, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { deploymentRecord } from '../../lib/core';

test('a deployment record lies under the name of the endpoint, with its stack, and takes what only the deployment knows', () => {
  const stack = new Stack(new App(), 'Flights');
  deploymentRecord(stack, 'Record', 'flight-delay', 'drift-monitor/champion', {
    dataBucket: 'data',
    region: Aws.REGION,
  });
  const [parameter] = Object.values(Template.fromStack(stack).findResources('AWS::SSM::Parameter'));
  expect(parameter?.['Properties']).toMatchObject({
    Type: 'String',
    Name: '/cdk-production-ml/flight-delay/drift-monitor/champion',
  });
  const value = parameter?.['Properties'].Value as { 'Fn::Join': [string, unknown[]] };
  const text = value['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'eu-central-1')).join('');
  expect(JSON.parse(text)).toEqual({
    schemaVersion: 1,
    stack: 'Flights',
    deployment: { dataBucket: 'data', region: 'eu-central-1' },
  });
});
