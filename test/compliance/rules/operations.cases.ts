import { type CheckCases, either, joined, PARAMETER, SUBJECT_ARN } from './cases';

const trail = {
  resources: { Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { S3BucketName: { Ref: 'Subject' } } } },
};
const locked = (retention: unknown) => ({
  ObjectLockEnabled: true,
  ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: retention } },
});
const EVIDENCE = { Tags: [{ Key: 'purpose', Value: 'evidence' }] };
const select = (type: unknown) => ({
  FieldSelectors: [
    { Field: 'eventCategory', Equals: ['Data'] },
    { Field: 'resources.type', Equals: [type] },
  ],
});
const SELECTORS = [select('AWS::S3::Object'), select('AWS::SageMaker::Endpoint')];
const capture = (...modes: readonly unknown[]) => ({
  DataCaptureConfig: { EnableCapture: true, CaptureOptions: modes.map((mode) => ({ CaptureMode: mode })) },
});
const ROLLBACK = { AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'errors' }] } };
const BLUE_GREEN = { BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: 'CANARY' } } };
const DEAD = { Type: 'AWS::SQS::Queue' };

export const OPERATIONS: readonly CheckCases[] = [
  {
    check: 19,
    type: 'AWS::S3::Bucket',
    cases: [
      ['is a trail bucket locked in COMPLIANCE mode', 'PASS', locked({ Mode: 'COMPLIANCE', Days: 400 }), trail],
      ['is evidence locked for years', 'PASS', { ...EVIDENCE, ...locked({ Mode: 'COMPLIANCE', Years: 7 }) }],
      [
        'is throw-away evidence locked in GOVERNANCE mode',
        'PASS',
        { ...EVIDENCE, ...locked({ Mode: 'GOVERNANCE', Days: 1 }) },
        { attributes: { DeletionPolicy: 'Delete' } },
      ],
      [
        'is retained evidence locked in GOVERNANCE mode',
        'FAIL',
        { ...EVIDENCE, ...locked({ Mode: 'GOVERNANCE', Days: 1 }) },
        { attributes: { DeletionPolicy: 'Retain' } },
      ],
      ['is an unlocked trail bucket', 'FAIL', {}, trail],
      ['is evidence without default retention', 'FAIL', { ...EVIDENCE, ObjectLockEnabled: true }],
      ['is evidence locked for no time', 'FAIL', { ...EVIDENCE, ...locked({ Mode: 'COMPLIANCE' }) }],
      ['is evidence by its name', 'FAIL', { BucketName: 'acme-evidence' }],
      ['leaves the mode to a parameter', 'UNKNOWN', { ...EVIDENCE, ...locked({ Mode: PARAMETER, Days: 1 }) }],
      ['holds ordinary data', 'NOT_APPLICABLE', {}],
    ],
  },
  {
    check: 49,
    type: 'AWS::SageMaker::Model',
    cases: [
      ['is isolated', 'PASS', { EnableNetworkIsolation: true }],
      ['does not say', 'FAIL', {}],
      ['says no', 'FAIL', { EnableNetworkIsolation: false }],
      ['leaves it to a condition', 'UNKNOWN', { EnableNetworkIsolation: either(true, false) }],
    ],
  },
  {
    check: 53,
    type: 'AWS::S3::Bucket',
    cases: [
      ['is versioned', 'PASS', { VersioningConfiguration: { Status: 'Enabled' } }],
      ['is not', 'FAIL', {}],
      ['was versioned once', 'FAIL', { VersioningConfiguration: { Status: 'Suspended' } }],
      ['leaves it to a parameter', 'UNKNOWN', { VersioningConfiguration: { Status: PARAMETER } }],
    ],
  },
  {
    check: 58,
    type: 'AWS::SQS::Queue',
    cases: [
      [
        'has a dead-letter queue',
        'PASS',
        { RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 } },
        { resources: { Dead: DEAD } },
      ],
      ['has none', 'FAIL', {}],
      ['takes it from a parameter', 'UNKNOWN', { RedrivePolicy: { deadLetterTargetArn: PARAMETER } }],
      [
        'is a dead-letter queue itself',
        'NOT_APPLICABLE',
        {},
        {
          resources: {
            Live: { Type: 'AWS::SQS::Queue', Properties: { RedrivePolicy: { deadLetterTargetArn: SUBJECT_ARN } } },
          },
        },
      ],
      [
        'is the dead-letter queue of an event rule',
        'NOT_APPLICABLE',
        {},
        {
          resources: {
            Rule: {
              Type: 'AWS::Events::Rule',
              Properties: { Targets: [{ Arn: 'x', DeadLetterConfig: { Arn: SUBJECT_ARN } }] },
            },
          },
        },
      ],
      [
        'is the plain target of an event rule',
        'FAIL',
        {},
        { resources: { Rule: { Type: 'AWS::Events::Rule', Properties: { Targets: [{ Arn: SUBJECT_ARN }] } } } },
      ],
      ['is its own dead-letter queue', 'PASS', { RedrivePolicy: { deadLetterTargetArn: SUBJECT_ARN } }],
      [
        'is a function with one',
        'PASS',
        { DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] } } },
        { type: 'AWS::Lambda::Function', resources: { Dead: DEAD } },
      ],
      ['is a function without one', 'FAIL', {}, { type: 'AWS::Lambda::Function' }],
      [
        'is a function whose failures go to a destination',
        'PASS',
        {},
        {
          type: 'AWS::Lambda::Function',
          resources: {
            Config: {
              Type: 'AWS::Lambda::EventInvokeConfig',
              Properties: {
                FunctionName: { Ref: 'Subject' },
                DestinationConfig: { OnFailure: { Destination: 'arn' } },
              },
            },
          },
        },
      ],
      ['is a subscription without one', 'FAIL', { Protocol: 'email' }, { type: 'AWS::SNS::Subscription' }],
      [
        'is a subscription with one',
        'PASS',
        { RedrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:1:dead' } },
        { type: 'AWS::SNS::Subscription' },
      ],
    ],
  },
  {
    check: 59,
    type: 'AWS::CloudTrail::Trail',
    cases: [
      ['is validated and watched', 'PASS', { EnableLogFileValidation: true, CloudWatchLogsLogGroupArn: 'arn' }],
      ['is not validated', 'FAIL', { CloudWatchLogsLogGroupArn: 'arn' }],
      ['is not watched', 'FAIL', { EnableLogFileValidation: true }],
      [
        'leaves validation to a parameter',
        'UNKNOWN',
        { EnableLogFileValidation: PARAMETER, CloudWatchLogsLogGroupArn: 'arn' },
      ],
    ],
  },
  {
    check: 60,
    type: 'AWS::CloudTrail::Trail',
    cases: [
      [
        'records every Region and both kinds of data events',
        'PASS',
        { IsMultiRegionTrail: true, AdvancedEventSelectors: SELECTORS },
      ],
      [
        'shares the data events with another trail',
        'PASS',
        { IsMultiRegionTrail: true, AdvancedEventSelectors: [SELECTORS[0]] },
        {
          resources: {
            Other: { Type: 'AWS::CloudTrail::Trail', Properties: { AdvancedEventSelectors: [SELECTORS[1]] } },
          },
        },
      ],
      ['records one Region', 'FAIL', { AdvancedEventSelectors: SELECTORS }],
      [
        'records no calls of the model',
        'FAIL',
        {
          IsMultiRegionTrail: true,
          EventSelectors: [{ DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] }],
        },
      ],
      [
        'selects management events of the right type',
        'FAIL',
        {
          IsMultiRegionTrail: true,
          AdvancedEventSelectors: SELECTORS.map((each) => ({
            FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }, each.FieldSelectors[1]],
          })),
        },
      ],
      [
        'takes its selectors from a parameter',
        'UNKNOWN',
        { IsMultiRegionTrail: true, AdvancedEventSelectors: PARAMETER },
      ],
    ],
  },
  {
    check: 63,
    type: 'AWS::SageMaker::EndpointConfig',
    cases: [
      ['captures input and output', 'PASS', capture('Input', 'Output')],
      ['captures both in one mode', 'PASS', capture('InputAndOutput')],
      ['says nothing', 'FAIL', {}],
      ['captures input only', 'FAIL', capture('Input')],
      [
        'has capture switched off',
        'FAIL',
        { DataCaptureConfig: { ...capture('Input', 'Output').DataCaptureConfig, EnableCapture: false } },
      ],
      ['takes a mode from a parameter', 'UNKNOWN', capture('Input', PARAMETER)],
      ['is serverless, which cannot capture', 'NOT_APPLICABLE', { ProductionVariants: [{ ServerlessConfig: {} }] }],
    ],
  },
  {
    check: 65,
    type: 'AWS::CloudWatch::Alarm',
    cases: [
      [
        'notifies a topic',
        'PASS',
        { AlarmActions: [{ Ref: 'Topic' }] },
        { resources: { Topic: { Type: 'AWS::SNS::Topic' } } },
      ],
      ['does nothing', 'FAIL', {}],
      ['has an empty list of actions', 'FAIL', { AlarmActions: [] }],
      ['has its actions switched off', 'FAIL', { AlarmActions: ['arn'], ActionsEnabled: false }],
      ['takes its actions from a parameter', 'UNKNOWN', { AlarmActions: PARAMETER }],
      [
        'rolls a deployment back',
        'PASS',
        { AlarmName: 'errors' },
        {
          resources: {
            Endpoint: {
              Type: 'AWS::SageMaker::Endpoint',
              Properties: { DeploymentConfig: { ...ROLLBACK, ...BLUE_GREEN } },
            },
          },
        },
      ],
      [
        'rolls back a deployment of a released endpoint',
        'PASS',
        {},
        {
          resources: {
            Endpoint: {
              Type: 'Custom::ReleasedEndpoint',
              Properties: {
                DeploymentConfig: { AutoRollbackConfiguration: { Alarms: [{ AlarmName: { Ref: 'Subject' } }] } },
              },
            },
          },
        },
      ],
      [
        'is part of a composite alarm',
        'PASS',
        {},
        {
          resources: {
            All: {
              Type: 'AWS::CloudWatch::CompositeAlarm',
              Properties: { AlarmRule: joined('ALARM("', SUBJECT_ARN, '")') },
            },
          },
        },
      ],
    ],
  },
  {
    check: 89,
    type: 'AWS::SageMaker::Endpoint',
    cases: [
      ['shifts traffic under an alarm', 'PASS', { DeploymentConfig: { ...BLUE_GREEN, ...ROLLBACK } }],
      [
        'replaces in batches under an alarm',
        'PASS',
        { DeploymentConfig: { RollingUpdatePolicy: { MaximumBatchSize: {} }, ...ROLLBACK } },
      ],
      ['says nothing', 'FAIL', {}],
      ['has no alarm', 'FAIL', { DeploymentConfig: BLUE_GREEN }],
      ['has an alarm and no policy', 'FAIL', { DeploymentConfig: ROLLBACK }],
      [
        'takes its alarms from a parameter',
        'UNKNOWN',
        { DeploymentConfig: { ...BLUE_GREEN, AutoRollbackConfiguration: { Alarms: PARAMETER } } },
      ],
      ['is released by the release machine without guard', 'FAIL', {}, { type: 'Custom::ReleasedEndpoint' }],
      [
        'is released by the release machine under an alarm',
        'PASS',
        { DeploymentConfig: { ...BLUE_GREEN, ...ROLLBACK } },
        { type: 'Custom::ReleasedEndpoint' },
      ],
    ],
  },
];
