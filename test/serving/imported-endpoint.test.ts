import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { type IModelEndpoint, ModelEndpoint } from '../../lib/serving';
import { endpoint, modelVersion, type Scene, scene, templateOf } from './endpoints';

const here = scene();
const imported = ModelEndpoint.fromEndpointName(here.stack, 'Imported', 'Flights');
const created = endpoint(here, {
  endpointName: 'Created',
  productionVariants: [{ model: modelVersion(), variantName: 'blue' }],
});
const arn = (name: string) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:sagemaker:eu-central-1:123456789012:endpoint/${name}`]],
});

describe('an endpoint that was not created here', () => {
  test('has the ARN that SageMaker gives it, which is in lower case', () => {
    expect(here.stack.resolve(imported.endpointArn)).toEqual(arn('flights'));
    expect(imported.endpointName).toBe('Flights');
  });

  test('may be in another account', () => {
    const endpointArn = 'arn:aws:sagemaker:us-east-1:210987654321:endpoint/flights';
    const other = ModelEndpoint.fromEndpointAttributes(here.stack, 'Other', { endpointName: 'Flights', endpointArn });
    expect(other.env).toEqual({ account: '210987654321', region: 'us-east-1' });
    expect(other.endpointRef).toEqual({ endpointArn });
  });
});

describe('grantInvoke', () => {
  const statementsFor = (target: (here: Scene) => IModelEndpoint) => {
    const own = scene();
    const role = new iam.Role(own.stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() });
    target(own).grantInvoke(role);
    const policies = Object.entries(templateOf(own.stack).findResources('AWS::IAM::Policy'));
    return policies.find(([id]) => id.startsWith('Caller'))?.[1]['Properties'].PolicyDocument.Statement;
  };

  test.each<[string, (here: Scene) => IModelEndpoint, unknown]>([
    ['an imported', ({ stack }) => ModelEndpoint.fromEndpointName(stack, 'Imported', 'Flights'), arn('flights')],
    ['a created', (own) => endpoint(own), { Ref: 'EndpointEEF1FD8F' }],
  ])('allows one action on %s endpoint and on nothing else', (_title, target, resource) => {
    expect(statementsFor(target)).toEqual([
      { Effect: 'Allow', Action: 'sagemaker:InvokeEndpoint', Resource: resource },
    ]);
  });
});

describe('metrics', () => {
  test('name endpoint and variant, in the case they were created with', () => {
    const metric = imported.metricInvocations();
    expect(metric).toMatchObject({ namespace: 'AWS/SageMaker', metricName: 'Invocations', statistic: 'Sum' });
    expect(metric.dimensions).toEqual({ EndpointName: 'Flights', VariantName: 'champion' });
  });

  test('are those of the first production variant unless another is named', () => {
    expect(created.metricModelLatency().dimensions).toEqual({ EndpointName: 'Created', VariantName: 'blue' });
    expect(created.metricModelLatency('shadow').dimensions?.['VariantName']).toBe('shadow');
  });

  test.each<[string, string, string, string]>([
    ['metricInvocations', 'AWS/SageMaker', 'Invocations', 'Sum'],
    ['metricInvocationsPerInstance', 'AWS/SageMaker', 'InvocationsPerInstance', 'Sum'],
    ['metricInvocation4XXErrors', 'AWS/SageMaker', 'Invocation4XXErrors', 'Sum'],
    ['metricInvocation5XXErrors', 'AWS/SageMaker', 'Invocation5XXErrors', 'Sum'],
    ['metricInvocationModelErrors', 'AWS/SageMaker', 'InvocationModelErrors', 'Sum'],
    ['metricModelLatency', 'AWS/SageMaker', 'ModelLatency', 'p99'],
    ['metricOverheadLatency', 'AWS/SageMaker', 'OverheadLatency', 'p99'],
    ['metricCpuUtilization', '/aws/sagemaker/Endpoints', 'CPUUtilization', 'Average'],
    ['metricMemoryUtilization', '/aws/sagemaker/Endpoints', 'MemoryUtilization', 'Average'],
    ['metricDiskUtilization', '/aws/sagemaker/Endpoints', 'DiskUtilization', 'Average'],
  ])('%s is %s %s (%s)', (method, namespace, metricName, statistic) => {
    const make = imported[method as keyof IModelEndpoint] as IModelEndpoint['metricInvocations'];
    expect(make.call(imported)).toMatchObject({ namespace, metricName, statistic });
  });

  test('let the options of the caller win over everything', () => {
    const options = { statistic: 'Maximum', period: Duration.minutes(1), dimensionsMap: { EndpointName: 'x' } };
    const metric = imported.metricModelLatency('champion', options);
    expect(metric).toMatchObject({ statistic: 'Maximum', dimensions: { EndpointName: 'x' } });
    expect(metric.period.toSeconds()).toBe(60);
  });
});
