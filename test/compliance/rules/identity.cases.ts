import { allow, type CheckCases, deny, IMPORTED, joined, PARAMETER, policy, SUBJECT_ARN } from './cases';

const tags = (...keys: readonly string[]) => keys.map((Key) => ({ Key, Value: 'x' }));
const PLAIN_HTTP = { Bool: { 'aws:SecureTransport': 'false' } };
const topicPolicy = (document: unknown) => ({
  resources: {
    Policy: { Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: [{ Ref: 'Subject' }], PolicyDocument: document } },
  },
});
const queuePolicy = (document: unknown) => ({
  type: 'AWS::SQS::Queue',
  resources: {
    Policy: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ Ref: 'Subject' }], PolicyDocument: document } },
  },
});
const roleOf = (type: string, property: string) => ({
  resources: {
    Role: { Type: 'AWS::IAM::Role' },
    Other: { Type: type, Properties: { [property]: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
  },
});
const ROLE_ARN = { 'Fn::GetAtt': ['Role', 'Arn'] };
const environment = (variables: object) => ({ PrimaryContainer: { Environment: variables } });
const trust = (statement: object) => ({
  AssumeRolePolicyDocument: policy(allow({ Action: 'sts:AssumeRole', ...statement })),
});
const SERVICE = { Principal: { Service: 'sagemaker.amazonaws.com' } };
const identity = (statement: object) => ({ PolicyDocument: policy(allow(statement)) });
const ENDPOINT = 'arn:aws:sagemaker:eu-west-1:111122223333:endpoint/a';
const guarded = (action: string, condition: object | undefined) => ({
  resources: {
    Policy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Subject' },
        PolicyDocument: policy(
          deny({ Principal: '*', Action: action, Resource: joined(SUBJECT_ARN, '/*'), Condition: condition }),
        ),
      },
    },
  },
});
const ONLY_ONE_ROLE = { ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/a' } };
const openPolicy = {
  resources: {
    Policy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Subject' }, PolicyDocument: PARAMETER } },
  },
};

const IN_ACCOUNT = { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/serving' };
const pipelineWith = (RoleArn: unknown) => ({
  resources: { Pipeline: { Type: 'AWS::SageMaker::Pipeline', Properties: { RoleArn } } },
});

// biome-ignore format: a table reads better in columns
export const IDENTITY: readonly CheckCases[] = [
  { check: 1, type: 'AWS::S3::Bucket', cases: [
    ['says owner and system', 'PASS', { Tags: tags('owner', 'system') }],
    ['says them in the company’s spelling', 'PASS', { Tags: tags('acme:Owner', 'acme:System') }],
    ['has no tags', 'FAIL', {}],
    ['says the owner only', 'FAIL', { Tags: tags('owner') }],
    ['takes its tags from a parameter', 'UNKNOWN', { Tags: PARAMETER }],
    ['has a tag of a condition', 'UNKNOWN', { Tags: [{ 'Fn::If': ['C', tags('owner')[0], tags('system')[0]] }] }],
    ['has what the company asks for', 'PASS', { Tags: tags('cost-center') }, { settings: { requiredTags: ['cost-center'] } }],
    ['is a global table tagged on its replica', 'PASS', { Replicas: [{ Tags: tags('owner', 'system') }] }, { type: 'AWS::DynamoDB::GlobalTable' }],
    ['says one of the two, and its stack the other', 'PASS', { Tags: tags('owner') }, { stackTags: ['acme:System'] }],
    ['is in a stack that says both', 'PASS', {}, { stackTags: ['owner', 'system'] }],
    ['is in a stack that says both, and has tags that come at deployment', 'PASS', { Tags: PARAMETER }, { stackTags: ['owner', 'system'] }],
    ['is a released endpoint in a stack that says both', 'FAIL', {}, { type: 'Custom::ReleasedEndpoint', stackTags: ['owner', 'system'] }],
    ['is a released endpoint that says both', 'PASS', { Tags: tags('owner', 'system') }, { type: 'Custom::ReleasedEndpoint' }],
    ['is a released endpoint that says neither', 'FAIL', {}, { type: 'Custom::ReleasedEndpoint' }],
    ['is a vault tagged by a map', 'PASS', { BackupVaultTags: { owner: 'a', system: 'b' } }, { type: 'AWS::Backup::BackupVault' }],
  ] },
  { check: 2, type: 'AWS::S3::Bucket', cases: [
    ['is classified', 'PASS', { Tags: tags('data-classification') }],
    ['is not', 'FAIL', { Tags: tags('owner') }],
    ['takes its tags from a parameter', 'UNKNOWN', { Tags: PARAMETER }],
    ['uses the company’s tag', 'PASS', { Tags: tags('confidentiality') }, { settings: { classificationTag: 'confidentiality' } }],
  ] },
  { check: 4, type: 'AWS::SNS::Topic', cases: [
    ['denies messages without TLS', 'PASS', {}, topicPolicy(policy(deny({ Principal: '*', Action: 'sns:Publish', Resource: '*', Condition: PLAIN_HTTP })))],
    ['has no policy', 'FAIL', {}],
    ['allows messages', 'FAIL', {}, topicPolicy(policy(allow({ Principal: '*', Action: 'sns:Publish', Resource: '*' })))],
    ['denies subscriptions without TLS only', 'FAIL', {}, topicPolicy(policy(deny({ Principal: '*', Action: 'sns:Subscribe', Resource: '*', Condition: PLAIN_HTTP })))],
    ['takes its policy from a parameter', 'UNKNOWN', {}, topicPolicy(PARAMETER)],
    ['is a queue that denies everything without TLS', 'PASS', {}, queuePolicy(policy(deny({ Principal: { AWS: '*' }, Action: 'sqs:*', Resource: '*', Condition: PLAIN_HTTP })))],
    ['is a queue without a policy', 'FAIL', {}, { type: 'AWS::SQS::Queue' }],
  ] },
  { check: 7, type: 'AWS::ECR::Repository', cases: [
    ['has no policy', 'PASS', {}],
    ['lets one account pull', 'PASS', { RepositoryPolicyText: policy(allow({ Principal: { AWS: '111122223333' }, Action: 'ecr:BatchGetImage' })) }],
    ['lets everyone pull', 'FAIL', { RepositoryPolicyText: policy(allow({ Principal: '*', Action: 'ecr:BatchGetImage' })) }],
    ['lets one service pull, in a policy written as text', 'PASS', { RepositoryPolicyText: JSON.stringify(policy(allow({ Principal: { Service: 'codebuild.amazonaws.com' }, Action: 'ecr:BatchGetImage' }))) }],
    ['lets everyone pull, in a policy written as text', 'FAIL', { RepositoryPolicyText: JSON.stringify(policy(allow({ Principal: '*', Action: 'ecr:BatchGetImage' }))) }],
    ['has a text that is no policy', 'UNKNOWN', { RepositoryPolicyText: '{"Statement": [' }],
    ['hides a statement behind a hostile key', 'PASS', { RepositoryPolicyText: '{"__proto__": {"Statement": {"Effect": "Allow", "Principal": "*"}}}' }],
    ['is public by type', 'FAIL', {}, { type: 'AWS::ECR::PublicRepository' }],
    ['takes its policy from a parameter', 'UNKNOWN', { RepositoryPolicyText: PARAMETER }],
  ] },
  { check: 10, type: 'AWS::Lambda::Permission', cases: [
    ['names a service', 'PASS', { Principal: 's3.amazonaws.com' }],
    ['names everyone of one account', 'PASS', { Principal: '*', SourceAccount: '111122223333' }],
    ['names everyone', 'FAIL', { Principal: '*' }],
    ['takes the principal from a parameter', 'UNKNOWN', { Principal: PARAMETER }],
    ['is a URL with IAM', 'PASS', { AuthType: 'AWS_IAM' }, { type: 'AWS::Lambda::Url' }],
    ['is a URL for everyone', 'FAIL', { AuthType: 'NONE' }, { type: 'AWS::Lambda::Url' }],
  ] },
  { check: 11, type: 'AWS::IAM::User', cases: [
    ['exists', 'FAIL', {}],
    ['is an access key', 'FAIL', {}, { type: 'AWS::IAM::AccessKey' }],
  ] },
  { check: 12, type: 'AWS::SageMaker::Model', cases: [
    ['has a role of its own', 'PASS', { ExecutionRoleArn: ROLE_ARN }, roleOf('AWS::SageMaker::Pipeline', 'NoRole')],
    ['shares its role with the pipeline', 'FAIL', { ExecutionRoleArn: ROLE_ARN }, roleOf('AWS::SageMaker::Pipeline', 'RoleArn')],
    ['shares its role with a notebook', 'FAIL', { ExecutionRoleArn: ROLE_ARN }, roleOf('AWS::SageMaker::NotebookInstance', 'RoleArn')],
    ['shares a literal role with a job', 'FAIL', { ExecutionRoleArn: 'arn:r' }, { resources: { Job: { Type: 'AWS::SageMaker::ProcessingJob', Properties: { RoleArn: 'arn:r' } } } }],
    ['takes its role from a parameter', 'UNKNOWN', { ExecutionRoleArn: PARAMETER }],
    ['takes the name of its role from a parameter', 'UNKNOWN', { ExecutionRoleArn: { 'Fn::Sub': 'arn:aws:iam::1:role/${P}' } }],
    ['takes its role from the parameter that gives a pipeline its own', 'FAIL', { ExecutionRoleArn: PARAMETER }, pipelineWith(PARAMETER)],
    ['shares a role of this account with a pipeline', 'FAIL', { ExecutionRoleArn: IN_ACCOUNT }, pipelineWith(IN_ACCOUNT)],
    ['has another role of this account than a pipeline', 'PASS', { ExecutionRoleArn: IN_ACCOUNT }, pipelineWith('arn:aws:iam::1:role/other')],
  ] },
  { check: 13, type: 'AWS::SecretsManager::Secret', cases: [
    ['is rotated', 'PASS', {}, { resources: { Rotation: { Type: 'AWS::SecretsManager::RotationSchedule', Properties: { SecretId: { Ref: 'Subject' } } } } }],
    ['is not', 'FAIL', {}],
  ] },
  { check: 14, type: 'AWS::SageMaker::Model', cases: [
    ['has a harmless environment', 'PASS', environment({ LOG_LEVEL: 'info', MAX_TOKENS: '512' })],
    ['names a secret', 'PASS', environment({ API_KEY_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:1:secret:a' })],
    ['has no environment', 'PASS', {}],
    ['holds a password', 'FAIL', environment({ DB_PASSWORD: 'hunter2' })],
    ['holds an AWS key under another name', 'FAIL', environment({ SETTING: 'AKIAIOSFODNN7EXAMPLE' })],
    ['lets CloudFormation fill in a secret', 'FAIL', environment({ SETTING: '{{resolve:secretsmanager:a}}' })],
    ['holds a password in its second container', 'FAIL', { Containers: [{}, { Environment: { TOKEN: 'abc' } }] }],
    ['takes a password from a parameter', 'UNKNOWN', environment({ DB_PASSWORD: PARAMETER })],
    ['takes a harmless value from a parameter', 'PASS', environment({ STAGE: PARAMETER })],
  ] },
  { check: 16, type: 'AWS::IAM::Role', cases: [
    ['trusts a service of this account', 'PASS', trust({ ...SERVICE, Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } })],
    ['trusts a named role', 'PASS', trust({ Principal: { AWS: 'arn:aws:iam::111122223333:role/a' } })],
    ['trusts everyone of one organisation', 'PASS', trust({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } })],
    ['trusts EC2, which sends no source', 'PASS', trust({ Principal: { Service: 'ec2.amazonaws.com' } })],
    ['trusts everyone', 'FAIL', trust({ Principal: { AWS: '*' } })],
    ['trusts a service of any account', 'FAIL', trust(SERVICE)],
    ['takes its principal from a parameter', 'UNKNOWN', trust({ Principal: PARAMETER })],
  ] },
  { check: 25, type: 'AWS::IAM::Policy', cases: [
    ['allows one action', 'PASS', identity({ Action: 's3:GetObject', Resource: '*' })],
    ['allows all of a service on one resource', 'PASS', identity({ Action: 's3:*', Resource: 'arn:aws:s3:::a' })],
    ['allows everything', 'FAIL', identity({ Action: '*', Resource: '*' })],
    ['allows a whole service on everything', 'FAIL', identity({ Action: ['s3:GetObject', 'sagemaker:*'], Resource: ['*'] })],
    ['takes its document from a parameter', 'UNKNOWN', { PolicyDocument: PARAMETER }],
    ['is a role with AdministratorAccess', 'FAIL', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }, { type: 'AWS::IAM::Role' }],
  ] },
  { check: 28, type: 'AWS::IAM::Policy', cases: [
    ['passes no role', 'PASS', identity({ Action: 's3:GetObject', Resource: '*' })],
    ['passes one role to one service', 'PASS', identity({ Action: 'iam:PassRole', Resource: 'arn:aws:iam::1:role/a', Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } } })],
    ['passes one role to any service', 'FAIL', identity({ Action: 'iam:PassRole', Resource: 'arn:aws:iam::1:role/a' })],
    ['passes any role', 'FAIL', identity({ Action: 'iam:PassRole', Resource: '*' })],
    ['passes any role by a wildcard action', 'FAIL', identity({ Action: 'iam:Pass*', Resource: 'arn:aws:iam::1:role/*' })],
    ['imports the role from elsewhere', 'UNKNOWN', identity({ Action: 'iam:PassRole', Resource: IMPORTED })],
  ] },
  { check: 29, type: 'AWS::ApiGateway::Method', cases: [
    ['asks for IAM', 'PASS', { HttpMethod: 'POST', AuthorizationType: 'AWS_IAM' }],
    ['asks nobody', 'FAIL', { HttpMethod: 'POST', AuthorizationType: 'NONE' }],
    ['says nothing', 'FAIL', { HttpMethod: 'POST' }],
    ['is a preflight', 'NOT_APPLICABLE', { HttpMethod: 'OPTIONS', AuthorizationType: 'NONE' }],
    ['leaves it to a parameter', 'UNKNOWN', { HttpMethod: 'POST', AuthorizationType: PARAMETER }],
    ['is a route without authorizer', 'FAIL', { RouteKey: 'POST /' }, { type: 'AWS::ApiGatewayV2::Route' }],
  ] },
  { check: 30, type: 'AWS::IAM::Policy', cases: [
    ['may ask one endpoint from one VPC endpoint', 'PASS', identity({ Action: 'sagemaker:InvokeEndpoint', Resource: ENDPOINT, Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } })],
    ['may ask from anywhere', 'FAIL', identity({ Action: 'sagemaker:InvokeEndpoint', Resource: ENDPOINT })],
    ['may ask every endpoint', 'FAIL', identity({ Action: 'sagemaker:InvokeEndpoint', Resource: '*', Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } })],
    ['may ask none', 'NOT_APPLICABLE', identity({ Action: 's3:GetObject', Resource: '*' })],
    ['takes its document from a parameter', 'UNKNOWN', { PolicyDocument: PARAMETER }],
  ] },
  { check: 31, type: 'AWS::S3::Bucket', cases: [
    ['lets one role read artifacts', 'PASS', { BucketName: 'acme-artifacts' }, guarded('s3:GetObject', ONLY_ONE_ROLE)],
    ['lets any role read artifacts', 'FAIL', { BucketName: 'acme-artifacts' }],
    ['lets any role read models', 'FAIL', { BucketName: 'acme-model-bucket' }],
    ['denies reading over plain HTTP only', 'FAIL', { BucketName: 'acme-artifacts' }, guarded('s3:GetObject', PLAIN_HTTP)],
    ['denies other roles from other networks only', 'FAIL', { BucketName: 'acme-artifacts' }, guarded('s3:GetObject', { ...ONLY_ONE_ROLE, StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } })],
    ['denies other roles, and no AWS service', 'PASS', { BucketName: 'acme-artifacts' }, guarded('s3:GetObject', { ...ONLY_ONE_ROLE, Bool: { 'aws:PrincipalIsAWSService': 'false' } })],
    ['denies whoever calls for himself', 'FAIL', { BucketName: 'acme-artifacts' }, guarded('s3:GetObject', { Bool: { 'aws:ViaAWSService': 'false' } })],
    ['denies writing only', 'FAIL', { BucketName: 'acme-artifacts' }, guarded('s3:PutObject', ONLY_ONE_ROLE)],
    ['takes its policy from a parameter', 'UNKNOWN', { BucketName: 'acme-artifacts' }, openPolicy],
    ['holds no artifacts', 'NOT_APPLICABLE', { BucketName: 'acme-website' }],
    ['holds the artifact of a model', 'FAIL', {}, { resources: { Model: { Type: 'AWS::SageMaker::Model', Properties: { PrimaryContainer: { ModelDataUrl: joined('s3://', { Ref: 'Subject' }, '/model.tar.gz') } } } } }],
  ] },
  { check: 32, type: 'AWS::IAM::Policy', cases: [
    ['may decrypt with one key', 'PASS', identity({ Action: 'kms:Decrypt', Resource: 'arn:aws:kms:eu-west-1:1:key/k' })],
    ['may decrypt through S3 only', 'PASS', identity({ Action: 'kms:Decrypt', Resource: '*', Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } } })],
    ['may decrypt with any key', 'FAIL', identity({ Action: ['kms:Decrypt'], Resource: '*' })],
    ['may decrypt by a wildcard action', 'FAIL', identity({ Action: 'kms:*', Resource: '*' })],
    ['imports the key from elsewhere', 'UNKNOWN', identity({ Action: 'kms:Decrypt', Resource: IMPORTED })],
    ['may not decrypt', 'NOT_APPLICABLE', identity({ Action: 'kms:Encrypt', Resource: '*' })],
  ] },
  { check: 33, type: 'AWS::S3::Bucket', cases: [
    ['lets the ingest role write', 'PASS', { BucketName: 'training-data' }, guarded('s3:PutObject', ONLY_ONE_ROLE)],
    ['lets any role write', 'FAIL', { BucketName: 'training-data' }],
    ['takes its policy from a parameter', 'UNKNOWN', { BucketName: 'training-data' }, openPolicy],
    ['holds no training data', 'NOT_APPLICABLE', {}],
  ] },
  { check: 35, type: 'AWS::Cognito::UserPool', cases: [
    ['asks for two factors', 'PASS', { MfaConfiguration: 'ON' }],
    ['lets people choose', 'FAIL', { MfaConfiguration: 'OPTIONAL' }],
    ['leaves it to a parameter', 'UNKNOWN', { MfaConfiguration: PARAMETER }],
  ] },
  { check: 36, type: 'AWS::SageMaker::Domain', cases: [
    ['signs people in by SSO', 'PASS', { AuthMode: 'SSO' }],
    ['signs people in by IAM', 'FAIL', { AuthMode: 'IAM' }],
    ['leaves it to a parameter', 'UNKNOWN', { AuthMode: PARAMETER }],
  ] },
];
