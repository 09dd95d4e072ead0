import { type CheckCases, either, IMPORTED, joined, KEY, KEY_ARN, NO_VALUE, PARAMETER } from './cases';

const withKey = { resources: KEY };
const RETAINED = { attributes: { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' } };
const encrypted = (chosen: unknown) => ({
  BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: chosen }] },
});
const logsTo = (bucket: string) => ({
  resources: {
    Source: {
      Type: 'AWS::S3::Bucket',
      Properties: { LoggingConfiguration: { DestinationBucketName: { Ref: bucket } } },
    },
  },
});
const variant = (type: unknown, more: object = {}) => ({ VariantName: 'a', InstanceType: type, ...more });
const CAPTURE = { EnableCapture: true, DestinationS3Uri: 's3://b/p' };

export const ENCRYPTION: readonly CheckCases[] = [
  {
    check: 75,
    type: 'AWS::KMS::Key',
    cases: [
      ['rotates', 'PASS', { EnableKeyRotation: true }],
      ['does not say', 'FAIL', {}],
      ['says no', 'FAIL', { EnableKeyRotation: false }],
      ['leaves it to a parameter', 'UNKNOWN', { EnableKeyRotation: PARAMETER }],
      ['signs, so that it cannot rotate', 'NOT_APPLICABLE', { KeySpec: 'ECC_NIST_P256' }],
      ['has imported material, so that it cannot rotate', 'NOT_APPLICABLE', { Origin: 'EXTERNAL' }],
    ],
  },
  {
    check: 76,
    type: 'AWS::KMS::Key',
    cases: [
      ['is retained and waits the default of 30 days', 'PASS', {}, RETAINED],
      ['is retained and waits 30 days', 'PASS', { PendingWindowInDays: 30 }, RETAINED],
      ['is deleted with its stack', 'FAIL', {}],
      ['is retained on delete but not on replacement', 'FAIL', {}, { attributes: { DeletionPolicy: 'Retain' } }],
      ['waits a week', 'FAIL', { PendingWindowInDays: 7 }, RETAINED],
      ['leaves the wait to a parameter', 'UNKNOWN', { PendingWindowInDays: PARAMETER }, RETAINED],
    ],
  },
  {
    check: 77,
    type: 'AWS::S3::Bucket',
    cases: [
      ['uses a key of the stack', 'PASS', encrypted({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY_ARN }), withKey],
      [
        'uses two layers',
        'PASS',
        encrypted({ SSEAlgorithm: 'aws:kms:dsse', KMSMasterKeyID: 'arn:aws:kms:eu-west-1:1:key/k' }),
      ],
      ['says nothing', 'FAIL', {}],
      ['uses keys of S3', 'FAIL', encrypted({ SSEAlgorithm: 'AES256' })],
      ['names no key', 'FAIL', encrypted({ SSEAlgorithm: 'aws:kms' })],
      ["names AWS's own key", 'FAIL', encrypted({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/aws/s3' })],
      [
        "names AWS's own key by ARN",
        'FAIL',
        encrypted({
          SSEAlgorithm: 'aws:kms',
          KMSMasterKeyID: joined('arn:aws:kms:eu-west-1:', { Ref: 'AWS::AccountId' }, ':alias/aws/s3'),
        }),
      ],
      [
        'imports its key from an unknown stack',
        'UNKNOWN',
        encrypted({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: IMPORTED }),
      ],
      [
        'leaves the algorithm to a condition',
        'UNKNOWN',
        encrypted(either({ SSEAlgorithm: 'AES256' }, { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'k' })),
      ],
      ['takes access logs, which allow no key', 'NOT_APPLICABLE', {}, logsTo('Subject')],
    ],
  },
  {
    check: 78,
    type: 'AWS::SageMaker::EndpointConfig',
    cases: [
      ['names a key', 'PASS', { KmsKeyId: KEY_ARN, ProductionVariants: [variant('ml.m5.large')] }, withKey],
      ['names none', 'FAIL', { ProductionVariants: [variant('ml.m5.large')] }],
      [
        'names none for its shadow',
        'FAIL',
        { ProductionVariants: [variant('ml.g5.xlarge')], ShadowProductionVariants: [variant('ml.c5.large')] },
      ],
      [
        'runs on local NVMe only',
        'NOT_APPLICABLE',
        { ProductionVariants: [variant('ml.g5.xlarge'), variant('ml.m5d.large')] },
      ],
      ['runs on ARM with local NVMe', 'NOT_APPLICABLE', { ProductionVariants: [variant('ml.c6gd.large')] }],
      [
        'is serverless',
        'NOT_APPLICABLE',
        { ProductionVariants: [{ VariantName: 'a', ServerlessConfig: { MemorySizeInMB: 2048 } }] },
      ],
      ['takes the instance type from a parameter', 'UNKNOWN', { ProductionVariants: [variant(PARAMETER)] }],
      [
        'has a volume where it is not serverless',
        'UNKNOWN',
        { ProductionVariants: [{ InstanceType: 'ml.m5.large', ServerlessConfig: either({}, NO_VALUE) }] },
      ],
      [
        'takes the key from a parameter',
        'UNKNOWN',
        { KmsKeyId: PARAMETER, ProductionVariants: [variant('ml.m5.large')] },
      ],
    ],
  },
  {
    check: 79,
    type: 'AWS::SageMaker::EndpointConfig',
    cases: [
      ['encrypts its capture', 'PASS', { DataCaptureConfig: { ...CAPTURE, KmsKeyId: KEY_ARN } }, withKey],
      ['captures in clear', 'FAIL', { DataCaptureConfig: CAPTURE }],
      ['captures in clear in either case', 'FAIL', { DataCaptureConfig: either(CAPTURE, { ...CAPTURE, Of: 'more' }) }],
      ['captures in clear in one case', 'UNKNOWN', { DataCaptureConfig: either(CAPTURE, NO_VALUE) }],
      [
        'answers asynchronously in clear',
        'FAIL',
        { AsyncInferenceConfig: { OutputConfig: { S3OutputPath: 's3://b/o' } } },
      ],
      [
        'dumps cores in clear',
        'FAIL',
        { ProductionVariants: [variant('ml.m5.large', { CoreDumpConfig: { DestinationS3Uri: 's3://b/c' } })] },
      ],
      ['takes the key from a parameter', 'UNKNOWN', { DataCaptureConfig: { ...CAPTURE, KmsKeyId: PARAMETER } }],
      [
        'takes the whole capture from a condition',
        'UNKNOWN',
        { DataCaptureConfig: either(CAPTURE, { Ref: 'AWS::NoValue' }) },
      ],
      ['writes nothing', 'NOT_APPLICABLE', { DataCaptureConfig: { ...CAPTURE, EnableCapture: false } }],
    ],
  },
  {
    check: 82,
    type: 'AWS::SNS::Topic',
    cases: [
      ['names a key', 'PASS', { KmsMasterKeyId: KEY_ARN }, withKey],
      ['names none', 'FAIL', {}],
      ['takes the key from a parameter', 'UNKNOWN', { KmsMasterKeyId: PARAMETER }],
      ['is a log group with a key', 'PASS', { KmsKeyId: KEY_ARN }, { ...withKey, type: 'AWS::Logs::LogGroup' }],
      ['is a trail without one', 'FAIL', {}, { type: 'AWS::CloudTrail::Trail' }],
      ['is a secret without one', 'FAIL', {}, { type: 'AWS::SecretsManager::Secret' }],
    ],
  },
  {
    check: 83,
    type: 'AWS::SQS::Queue',
    cases: [
      ['names a customer key', 'PASS', { KmsMasterKeyId: KEY_ARN }, withKey],
      ['says nothing', 'FAIL', {}],
      ['is encrypted by SQS itself', 'FAIL', { SqsManagedSseEnabled: true }],
      ["names AWS's own key", 'FAIL', { KmsMasterKeyId: 'alias/aws/sqs' }],
      ['takes the key from a parameter', 'UNKNOWN', { KmsMasterKeyId: PARAMETER }],
      [
        'is a table with a key',
        'PASS',
        { SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: KEY_ARN } },
        { ...withKey, type: 'AWS::DynamoDB::Table' },
      ],
      [
        "is a table with AWS's key",
        'FAIL',
        { SSESpecification: { SSEEnabled: true } },
        { type: 'AWS::DynamoDB::Table' },
      ],
      [
        'is a global table one of whose replicas has no key',
        'FAIL',
        {
          SSESpecification: { SSEEnabled: true },
          Replicas: [{ Region: 'eu-west-1', SSESpecification: { KMSMasterKeyId: 'k' } }, { Region: 'eu-central-1' }],
        },
        { type: 'AWS::DynamoDB::GlobalTable' },
      ],
      [
        'is a global table with a key in each replica',
        'PASS',
        {
          SSESpecification: { SSEEnabled: true },
          Replicas: [{ Region: 'eu-west-1', SSESpecification: { KMSMasterKeyId: 'k' } }],
        },
        { type: 'AWS::DynamoDB::GlobalTable' },
      ],
      ['is a function without variables', 'NOT_APPLICABLE', {}, { type: 'AWS::Lambda::Function' }],
      [
        'is a function with variables and no key',
        'FAIL',
        { Environment: { Variables: { A: 'b' } } },
        { type: 'AWS::Lambda::Function' },
      ],
      [
        'is a state machine with a key',
        'PASS',
        { EncryptionConfiguration: { Type: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: KEY_ARN } },
        { ...withKey, type: 'AWS::StepFunctions::StateMachine' },
      ],
      ['is a state machine without one', 'FAIL', {}, { type: 'AWS::StepFunctions::StateMachine' }],
      [
        "is a repository with ECR's own KMS key",
        'FAIL',
        { EncryptionConfiguration: { EncryptionType: 'KMS' } },
        { type: 'AWS::ECR::Repository' },
      ],
      [
        'is a repository with a key',
        'PASS',
        { EncryptionConfiguration: { EncryptionType: 'KMS', KmsKey: KEY_ARN } },
        { ...withKey, type: 'AWS::ECR::Repository' },
      ],
    ],
  },
];
