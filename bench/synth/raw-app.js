// The yardstick of the synth benchmark: the resources of a synthesised template as raw L1s.
const { readFileSync } = require('node:fs');
const { App, CfnCustomResource, Stack } = require('aws-cdk-lib');

const policy = { Version: '2012-10-17', Statement: [] };
const variant = { modelName: 'm', variantName: 'v', initialVariantWeight: 1 };

/** What the constructors of these types insist on. */
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

function create(scope, id, { Type: type, Properties = {} }) {
  const [, service, name] = type.split('::');
  if (type.startsWith('Custom::') || type.startsWith('AWS::CloudFormation::'))
    return new CfnCustomResource(scope, id, { serviceToken: Properties.ServiceToken });
  const module = require(`aws-cdk-lib/aws-${service.toLowerCase()}`);
  const resource = new module[`Cfn${name}`](scope, id, REQUIRED[type] ?? {});
  resource.overrideLogicalId(id);
  // The template's own properties, so that the validation has as much to look at.
  for (const [property, value] of Object.entries(Properties)) resource.addPropertyOverride(property, value);
  return resource;
}

const app = new App();
for (const file of process.env.BENCH_TEMPLATES.split(',')) {
  const stack = new Stack(app, require('node:path').basename(file, '.template.json'));
  const resources = Object.entries(JSON.parse(readFileSync(file, 'utf8')).Resources);
  for (const [id, resource] of resources) {
    if (resource.Type !== 'AWS::CDK::Metadata') create(stack, id, resource);
  }
}
app.synth();
