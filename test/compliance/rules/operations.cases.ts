import { type CheckCases, either, PARAMETER, SUBJECT_ARN, served } from './cases';

const trail = {
  resources: { Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { S3BucketName: { Ref: 'Subject' } } } },
};
const locked = (retention: unknown) => ({
  ObjectLockEnabled: true,
  ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: retention } },
});
const EVIDENCE = { Tags: [{ Key: 'purpose', Value: 'evidence' }] };
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
      ['is served without servers, which takes no isolation', 'NOT_APPLICABLE', {}, served({ ServerlessConfig: {} })],
      ['is served with servers too', 'FAIL', {}, served({ ServerlessConfig: {} }, { InstanceType: 'ml.m5.large' })],
    ],
  },
  {
    check: 53,
    type: 'AWS::S3::Bucket',
    cases: [
      ['is versioned', 'PASS', { VersioningConfiguration: { Status: 'Enabled' } }],
      ['is not', 'FAIL', {}],
      [
        'is versioned either way',
        'PASS',
        { VersioningConfiguration: either({ Status: 'Enabled', A: 1 }, { Status: 'Enabled', A: 2 }) },
      ],
      [
        'is not, either way',
        'FAIL',
        { VersioningConfiguration: either({ Status: 'Suspended' }, { Ref: 'AWS::NoValue' }) },
      ],
      [
        'is versioned under a condition',
        'UNKNOWN',
        { VersioningConfiguration: either({ Status: 'Enabled' }, { Ref: 'AWS::NoValue' }) },
      ],
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
];
