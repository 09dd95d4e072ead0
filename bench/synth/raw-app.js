// The yardstick of the synth benchmark: as many raw L1 resources of the same types, with the least properties each takes.
const { readFileSync } = require('node:fs');
const { App, CfnCustomResource, Stack } = require('aws-cdk-lib');

const policy = { Version: '2012-10-17', Statement: [] };
const variant = { modelName: 'm', variantName: 'v', initialVariantWeight: 1 };

/** Least properties of the types that require any. */
const REQUIRED = {
  'AWS::ApplicationAutoScaling::ScalableTarget': {
    maxCapacity: 1,
    minCapacity: 1,
    resourceId: 'r',
    scalableDimension: 'd',
    serviceNamespace: 'sagemaker',
  },
  'AWS::ApplicationAutoScaling::ScalingPolicy': { policyName: 'p', policyType: 'TargetTrackingScaling' },
  'AWS::CloudTrail::Trail': { isLogging: true, s3BucketName: 'b' },
  'AWS::CloudWatch::Alarm': { comparisonOperator: 'GreaterThanThreshold', evaluationPeriods: 1 },
  'AWS::IAM::Policy': { policyDocument: policy, policyName: 'p' },
  'AWS::IAM::Role': { assumeRolePolicyDocument: policy },
  'AWS::Lambda::Function': { code: { zipFile: 'x' }, role: 'r' },
  'AWS::S3::BucketPolicy': { bucket: 'b', policyDocument: policy },
  'AWS::SageMaker::Endpoint': { endpointConfigName: 'c' },
  'AWS::SageMaker::EndpointConfig': { productionVariants: [variant] },
  'AWS::SNS::Subscription': { protocol: 'email', topicArn: 't' },
  'AWS::SNS::TopicPolicy': { policyDocument: policy, topics: ['t'] },
  'AWS::SQS::QueuePolicy': { policyDocument: policy, queues: ['q'] },
};

function create(scope, id, type) {
  const [, service, name] = type.split('::');
  if (type.startsWith('Custom::')) return new CfnCustomResource(scope, id, { serviceToken: 's' });
  const module = require(`aws-cdk-lib/aws-${service.toLowerCase()}`);
  return new module[`Cfn${name}`](scope, id, REQUIRED[type] ?? {});
}

const app = new App();
for (const file of process.env.BENCH_TEMPLATES.split(',')) {
  const stack = new Stack(app, require('node:path').basename(file, '.template.json'));
  const resources = Object.entries(JSON.parse(readFileSync(file, 'utf8')).Resources);
  for (const [id, { Type }] of resources.filter(([, { Type }]) => Type !== 'AWS::CDK::Metadata'))
    create(stack, id, Type);
}
app.synth();
