import { allow, type CheckCases, deny, either, joined, PARAMETER, policy } from './cases';

const ALL_BLOCKED = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};

export const PRINCIPALS: readonly CheckCases[] = [
  {
    check: 8,
    type: 'AWS::KMS::Key',
    cases: [
      [
        'names its principals',
        'PASS',
        {
          KeyPolicy: policy(
            allow({ Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*' }),
          ),
        },
      ],
      [
        'lets everyone in from one account',
        'PASS',
        {
          KeyPolicy: policy(
            allow({
              Principal: '*',
              Action: 'kms:*',
              Resource: '*',
              Condition: { StringEquals: { 'kms:CallerAccount': '111122223333' } },
            }),
          ),
        },
      ],
      ['denies everyone', 'PASS', { KeyPolicy: policy(deny({ Principal: '*', Action: 'kms:*', Resource: '*' })) }],
      [
        'is a bucket policy that lets everyone in',
        'FAIL',
        { PolicyDocument: policy(allow({ Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' })) },
        { type: 'AWS::S3::BucketPolicy' },
      ],
      [
        'is a bucket policy that denies everyone without TLS',
        'PASS',
        { PolicyDocument: policy(deny({ Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::b/*' })) },
        { type: 'AWS::S3::BucketPolicy' },
      ],
      ['lets everyone in', 'FAIL', { KeyPolicy: policy(allow({ Principal: '*', Action: 'kms:*', Resource: '*' })) }],
      [
        'lets everyone in by { AWS: ["*"] }',
        'FAIL',
        { KeyPolicy: policy(allow({ Principal: { AWS: ['*'] }, Action: 'kms:*', Resource: '*' })) },
      ],
      [
        'lets everyone in over TLS',
        'FAIL',
        {
          KeyPolicy: policy(
            allow({
              Principal: '*',
              Action: 'kms:*',
              Resource: '*',
              Condition: { Bool: { 'aws:SecureTransport': 'true' } },
            }),
          ),
        },
      ],
      [
        'lets everyone in whose account is absent',
        'FAIL',
        {
          KeyPolicy: policy(
            allow({
              Principal: '*',
              Action: 'kms:*',
              Resource: '*',
              Condition: { StringEqualsIfExists: { 'aws:SourceAccount': '1' } },
            }),
          ),
        },
      ],
      [
        'lets every account but one in',
        'FAIL',
        {
          KeyPolicy: policy(
            allow({
              Principal: '*',
              Action: 'kms:*',
              Resource: '*',
              Condition: { StringNotEquals: { 'aws:SourceAccount': '1' } },
            }),
          ),
        },
      ],
      [
        'limits the caller to a wildcard',
        'FAIL',
        {
          KeyPolicy: policy(
            allow({
              Principal: '*',
              Action: 'kms:*',
              Resource: '*',
              Condition: { StringLike: { 'aws:SourceArn': '*' } },
            }),
          ),
        },
      ],
      [
        'lets everyone but one in',
        'FAIL',
        {
          KeyPolicy: policy(
            allow({ NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*' }),
          ),
        },
      ],
      [
        'takes a principal from a parameter',
        'UNKNOWN',
        { KeyPolicy: policy(allow({ Principal: PARAMETER, Action: 'kms:*', Resource: '*' })) },
      ],
      ['has no policy of its own', 'NOT_APPLICABLE', {}],
      [
        'is a topic policy open to one account',
        'PASS',
        {
          PolicyDocument: policy(
            allow({
              Principal: '*',
              Action: 'sns:Publish',
              Resource: '*',
              Condition: { StringEquals: { 'AWS:SourceOwner': '1' } },
            }),
          ),
        },
        { type: 'AWS::SNS::TopicPolicy' },
      ],
      ['is a bare vault', 'NOT_APPLICABLE', {}, { type: 'AWS::Backup::BackupVault' }],
    ],
  },
  {
    check: 9,
    type: 'AWS::S3::Bucket',
    cases: [
      ['blocks all four', 'PASS', { PublicAccessBlockConfiguration: ALL_BLOCKED }],
      ['writes true as text', 'PASS', { PublicAccessBlockConfiguration: { ...ALL_BLOCKED, BlockPublicAcls: 'true' } }],
      ['says nothing', 'FAIL', {}],
      [
        'leaves one block out',
        'FAIL',
        { PublicAccessBlockConfiguration: { ...ALL_BLOCKED, RestrictPublicBuckets: undefined } },
      ],
      [
        'switches one block off',
        'FAIL',
        { PublicAccessBlockConfiguration: { ...ALL_BLOCKED, BlockPublicPolicy: false } },
      ],
      [
        'leaves one block to a parameter',
        'UNKNOWN',
        { PublicAccessBlockConfiguration: { ...ALL_BLOCKED, BlockPublicPolicy: PARAMETER } },
      ],
      [
        'leaves all blocks to a condition',
        'UNKNOWN',
        { PublicAccessBlockConfiguration: either(ALL_BLOCKED, { Ref: 'AWS::NoValue' }) },
      ],
      ['blocks all four either way', 'PASS', { PublicAccessBlockConfiguration: either(ALL_BLOCKED, ALL_BLOCKED) }],
    ],
  },
  {
    check: 15,
    type: 'AWS::IAM::Role',
    cases: [
      ['attaches nothing', 'PASS', {}],
      [
        'attaches a policy of its own account',
        'PASS',
        { ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/mine'] },
      ],
      [
        'attaches AmazonSageMakerFullAccess',
        'FAIL',
        { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSageMakerFullAccess'] },
      ],
      [
        'attaches one in whatever partition',
        'FAIL',
        {
          ManagedPolicyArns: [
            joined('arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'),
          ],
        },
      ],
      [
        'attaches one through Fn::Sub',
        'FAIL',
        { ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess' }] },
      ],
      ['takes the list from a parameter', 'UNKNOWN', { ManagedPolicyArns: PARAMETER }],
    ],
  },
];
