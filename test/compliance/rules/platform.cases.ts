import { allow, type CheckCases, either, IMPORTED, NO_VALUE, PARAMETER, policy, served } from './cases';

const WORLD = { CidrIp: '0.0.0.0/0', IpProtocol: '-1' };
const INSIDE = { CidrIp: '10.0.0.0/8', IpProtocol: 'tcp' };
const logsTo = {
  resources: {
    Source: {
      Type: 'AWS::S3::Bucket',
      Properties: { LoggingConfiguration: { DestinationBucketName: { Ref: 'Subject' } } },
    },
  },
};
const expiring = (rule: object) => ({ BucketName: 'capture', LifecycleConfiguration: { Rules: [rule] } });
const PERSONAL = { Tags: [{ Key: 'data-classification', Value: 'personal' }] };
const METHOD_LOG = { MethodSettings: [{ LoggingLevel: 'INFO' }], AccessLogSetting: { DestinationArn: 'arn' } };
const validator = (body: unknown) => ({
  resources: { Validator: { Type: 'AWS::ApiGateway::RequestValidator', Properties: { ValidateRequestBody: body } } },
});
const VALIDATED = { HttpMethod: 'POST', RequestValidatorId: { Ref: 'Validator' } };
const commonRules = (options: object) => ({
  Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet', ...options } },
  OverrideAction: { None: {} },
});
const COMMON_RULES = commonRules({});
const schema = (property: object) => ({ Schema: { type: 'object', properties: { a: property } } });
const association = (arn: unknown) => ({
  resources: {
    Api: { Type: 'AWS::ApiGateway::RestApi' },
    Link: { Type: 'AWS::WAFv2::WebACLAssociation', Properties: { ResourceArn: arn } },
  },
});
const STAGE = { StageName: 'live', RestApiId: { Ref: 'Api' } };

// biome-ignore format: a table reads better in columns
export const PLATFORM: readonly CheckCases[] = [
  { check: 40, type: 'AWS::ApiGateway::Stage', cases: [
    ['limits requests', 'PASS', { MethodSettings: [{ ThrottlingRateLimit: 100 }] }],
    ['limits none', 'FAIL', {}],
    ['leaves the limit to a parameter', 'UNKNOWN', { MethodSettings: [{ ThrottlingRateLimit: PARAMETER }] }],
    ['is an HTTP stage with a limit', 'PASS', { DefaultRouteSettings: { ThrottlingRateLimit: 5 } }, { type: 'AWS::ApiGatewayV2::Stage' }],
    ['is a web ACL with a rate rule', 'PASS', { Rules: [{ Statement: { RateBasedStatement: { Limit: 100 } } }] }, { type: 'AWS::WAFv2::WebACL' }],
    ['is a web ACL without one', 'FAIL', { Rules: [] }, { type: 'AWS::WAFv2::WebACL' }],
  ] },
  { check: 47, type: 'AWS::S3::Bucket', cases: [
    ['expires what it captures', 'PASS', expiring({ Status: 'Enabled', ExpirationInDays: 30 })],
    ['keeps what it captures', 'FAIL', { BucketName: 'capture' }],
    ['only cleans up uploads', 'FAIL', expiring({ Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } })],
    ['has its rule switched off', 'FAIL', expiring({ Status: 'Disabled', ExpirationInDays: 30 })],
    ['keeps the logs of others', 'FAIL', {}, logsTo],
    ['takes its rules from a parameter', 'UNKNOWN', { BucketName: 'capture', LifecycleConfiguration: { Rules: PARAMETER } }],
    ['holds other data', 'NOT_APPLICABLE', {}],
    ['is a ledger', 'NOT_APPLICABLE', {}, { type: 'AWS::DynamoDB::Table' }],
    ['is a table of personal data without expiry', 'FAIL', PERSONAL, { type: 'AWS::DynamoDB::Table' }],
  ] },
  { check: 48, type: 'AWS::Logs::LogGroup', cases: [
    ['masks', 'PASS', { DataProtectionPolicy: { Statement: [] } }],
    ['does not', 'FAIL', {}],
    ['takes its policy from a parameter', 'UNKNOWN', { DataProtectionPolicy: PARAMETER }],
    ['is a stage that logs whole requests', 'FAIL', { MethodSettings: [{ DataTraceEnabled: true }] }, { type: 'AWS::ApiGateway::Stage' }],
    ['is a stage that does not', 'PASS', {}, { type: 'AWS::ApiGateway::Stage' }],
  ] },
  { check: 50, type: 'AWS::EC2::SecurityGroup', cases: [
    ['reaches the inside', 'PASS', { SecurityGroupEgress: [INSIDE] }],
    ['reaches the world', 'FAIL', { SecurityGroupEgress: [WORLD] }],
    ['reaches the world over IPv6', 'FAIL', { SecurityGroupEgress: [{ CidrIpv6: '::/0' }] }],
    ['reaches an address that a parameter tells', 'UNKNOWN', { SecurityGroupEgress: [{ CidrIp: PARAMETER }] }],
    ['reaches the network of its own', 'PASS', { SecurityGroupEgress: [{ CidrIp: { 'Fn::GetAtt': ['Vpc', 'CidrBlock'] } }] }, { resources: { Vpc: { Type: 'AWS::EC2::VPC' } } }],
    ['says nothing, which means everything', 'FAIL', {}],
    ['takes its rules from a parameter', 'UNKNOWN', { SecurityGroupEgress: PARAMETER }],
    ['is a rule of its own to the world', 'FAIL', WORLD, { type: 'AWS::EC2::SecurityGroupEgress' }],
  ] },
  { check: 51, type: 'AWS::EC2::VPCEndpoint', cases: [
    ['names its resources', 'PASS', { PolicyDocument: policy(allow({ Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::mine/*' })) }],
    ['has a condition', 'PASS', { PolicyDocument: policy(allow({ Principal: '*', Action: '*', Resource: '*', Condition: { StringEquals: { 'aws:ResourceAccount': '1' } } })) }],
    ['has no policy', 'FAIL', {}],
    ['allows everything', 'FAIL', { PolicyDocument: policy(allow({ Principal: '*', Action: '*', Resource: '*' })) }],
    ['takes its policy from a parameter', 'UNKNOWN', { PolicyDocument: PARAMETER }],
  ] },
  { check: 52, type: 'AWS::Macie::Session', cases: [
    ['runs', 'PASS', {}],
    ['is paused', 'FAIL', { Status: 'PAUSED' }],
    ['leaves it to a parameter', 'UNKNOWN', { Status: PARAMETER }],
  ] },
  { check: 54, type: 'AWS::DynamoDB::Table', cases: [
    ['recovers', 'PASS', { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
    ['does not', 'FAIL', {}],
    ['leaves it to a parameter', 'UNKNOWN', { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: PARAMETER } }],
    ['is a global table whose replica does not', 'FAIL', { Replicas: [{}] }, { type: 'AWS::DynamoDB::GlobalTable' }],
  ] },
  { check: 56, type: 'AWS::Backup::BackupVault', cases: [
    ['has a key and a lock', 'PASS', { EncryptionKeyArn: 'k', LockConfiguration: { MinRetentionDays: 30 } }],
    ['is bare', 'FAIL', {}],
    ['has no lock', 'FAIL', { EncryptionKeyArn: 'k' }],
    ['leaves its key to a parameter', 'UNKNOWN', { EncryptionKeyArn: PARAMETER, LockConfiguration: { MinRetentionDays: 30 } }],
    ['is a plan that copies', 'PASS', { BackupPlan: { BackupPlanRule: [{ CopyActions: [{}] }] } }, { type: 'AWS::Backup::BackupPlan' }],
    ['is a plan that stays in its Region', 'FAIL', { BackupPlan: { BackupPlanRule: [{}] } }, { type: 'AWS::Backup::BackupPlan' }],
  ] },
  { check: 61, type: 'AWS::S3::Bucket', cases: [
    ['logs access', 'PASS', { LoggingConfiguration: { DestinationBucketName: 'logs' } }],
    ['does not', 'FAIL', {}],
    ['takes logs itself', 'NOT_APPLICABLE', {}, logsTo],
    ['leaves it to a condition', 'UNKNOWN', { LoggingConfiguration: either({ DestinationBucketName: 'a' }, { Ref: 'AWS::NoValue' }) }],
    ['is a stage that logs calls and executions', 'PASS', METHOD_LOG, { type: 'AWS::ApiGateway::Stage' }],
    ['is a stage that logs calls only', 'FAIL', { AccessLogSetting: METHOD_LOG.AccessLogSetting }, { type: 'AWS::ApiGateway::Stage' }],
    ['is a state machine that logs all', 'PASS', { LoggingConfiguration: { Level: 'ALL', Destinations: [{}] } }, { type: 'AWS::StepFunctions::StateMachine' }],
    ['is a state machine that logs errors', 'FAIL', { LoggingConfiguration: { Level: 'ERROR', Destinations: [{}] } }, { type: 'AWS::StepFunctions::StateMachine' }],
    ['is a web ACL that logs', 'PASS', {}, { type: 'AWS::WAFv2::WebACL', resources: { Log: { Type: 'AWS::WAFv2::LoggingConfiguration', Properties: { ResourceArn: { 'Fn::GetAtt': ['Subject', 'Arn'] } } } } }],
  ] },
  { check: 62, type: 'AWS::Logs::LogGroup', cases: [
    ['is kept for a year', 'PASS', { RetentionInDays: 365 }],
    ['is kept for a month', 'FAIL', { RetentionInDays: 30 }],
    ['is kept for ever', 'FAIL', {}],
    ['is kept as long as the company asks', 'PASS', { RetentionInDays: 90 }, { settings: { minimumLogRetentionDays: 90 } }],
    ['leaves it to a parameter', 'UNKNOWN', { RetentionInDays: PARAMETER }],
  ] },
  { check: 67, type: 'AWS::GuardDuty::Detector', cases: [
    ['watches', 'PASS', { Enable: true }],
    ['does not', 'FAIL', { Enable: false }],
    ['leaves it to a parameter', 'UNKNOWN', { Enable: PARAMETER }],
  ] },
  { check: 70, type: 'AWS::SageMaker::NotebookInstance', cases: [
    ['stands inside', 'PASS', { SubnetId: 's', DirectInternetAccess: 'Disabled' }],
    ['stands in a subnet of another stack', 'PASS', { SubnetId: IMPORTED, DirectInternetAccess: 'Disabled' }],
    ['stands in a subnet if a parameter names one', 'UNKNOWN', { SubnetId: PARAMETER, DirectInternetAccess: 'Disabled' }],
    ['stands inside and reaches out', 'FAIL', { SubnetId: 's' }],
    ['stands outside', 'FAIL', { DirectInternetAccess: 'Disabled' }],
    ['leaves it to a parameter', 'UNKNOWN', { SubnetId: 's', DirectInternetAccess: PARAMETER }],
  ] },
  { check: 71, type: 'AWS::SageMaker::Model', cases: [
    ['stands inside', 'PASS', { VpcConfig: { Subnets: ['s'] } }],
    ['stands outside', 'FAIL', {}],
    ['leaves it to a condition', 'UNKNOWN', { VpcConfig: either({ Subnets: ['s'] }, { Ref: 'AWS::NoValue' }) }],
    ['is served without servers', 'NOT_APPLICABLE', {}, served({ ServerlessConfig: {} })],
    ['is served without servers where a condition says so', 'UNKNOWN', {}, served({ ServerlessConfig: either({}, NO_VALUE) })],
    ['stands inside in either case', 'PASS', { VpcConfig: { Subnets: ['s'] } }, served({ ServerlessConfig: either({}, NO_VALUE) })],
    ['is a domain on the internet', 'FAIL', { AppNetworkAccessType: 'PublicInternetOnly' }, { type: 'AWS::SageMaker::Domain' }],
    ['is a job outside', 'FAIL', {}, { type: 'AWS::SageMaker::ProcessingJob' }],
  ] },
  { check: 72, type: 'AWS::EC2::SecurityGroup', cases: [
    ['lets the inside in', 'PASS', { SecurityGroupIngress: [INSIDE] }],
    ['lets the world in', 'FAIL', { SecurityGroupIngress: [WORLD] }],
    ['lets the world in, written long', 'FAIL', { SecurityGroupIngress: [{ CidrIpv6: '0000:0000:0000:0000:0000:0000:0000:0000/0' }] }],
    ['lets a company in', 'PASS', { SecurityGroupIngress: [{ CidrIpv6: '2001:800::/21' }] }],
    ['lets in whom a parameter tells', 'UNKNOWN', { SecurityGroupIngress: [INSIDE, { CidrIp: PARAMETER }] }],
    ['is a rule of its own for whom a parameter tells', 'UNKNOWN', { CidrIp: PARAMETER }, { type: 'AWS::EC2::SecurityGroupIngress' }],
    ['takes its rules from a parameter', 'UNKNOWN', { SecurityGroupIngress: PARAMETER }],
    ['is a rule of its own for the world', 'FAIL', WORLD, { type: 'AWS::EC2::SecurityGroupIngress' }],
    ['is a network without a record', 'FAIL', {}, { type: 'AWS::EC2::VPC' }],
    ['is a network with one', 'PASS', {}, { type: 'AWS::EC2::VPC', resources: { Log: { Type: 'AWS::EC2::FlowLog', Properties: { ResourceId: { Ref: 'Subject' } } } } }],
  ] },
  { check: 73, type: 'AWS::ApiGateway::Stage', cases: [
    ['stands behind a firewall', 'PASS', STAGE, association({ 'Fn::Sub': 'arn:aws:apigateway:eu-west-1::/restapis/${Api}/stages/live' })],
    ['stands open', 'FAIL', STAGE],
    ['stands beside a stage behind a firewall', 'FAIL', STAGE, association({ 'Fn::Sub': 'arn:aws:apigateway:eu-west-1::/restapis/${Api}/stages/test' })],
    ['may stand behind a firewall that a parameter places', 'UNKNOWN', STAGE, association(PARAMETER)],
  ] },
  { check: 74, type: 'AWS::EC2::Subnet', cases: [
    ['gives no public addresses', 'PASS', { MapPublicIpOnLaunch: false }],
    ['says nothing', 'PASS', {}],
    ['gives public addresses', 'FAIL', { MapPublicIpOnLaunch: true }],
    ['leaves it to a parameter', 'UNKNOWN', { MapPublicIpOnLaunch: PARAMETER }],
    ['is a function outside', 'FAIL', {}, { type: 'AWS::Lambda::Function' }],
  ] },
  { check: 84, type: 'AWS::ApiGateway::Method', cases: [
    ['validates bodies', 'PASS', VALIDATED, validator(true)],
    ['validates none', 'FAIL', { HttpMethod: 'POST' }],
    ['validates parameters only', 'FAIL', VALIDATED, validator(false)],
    ['takes its validator from a parameter', 'UNKNOWN', { HttpMethod: 'POST', RequestValidatorId: PARAMETER }],
    ['takes no body', 'NOT_APPLICABLE', { HttpMethod: 'GET' }],
  ] },
  { check: 85, type: 'AWS::ApiGateway::Model', cases: [
    ['bounds its fields', 'PASS', schema({ type: 'string', maxLength: 10 })],
    ['bounds nested lists', 'PASS', schema({ type: 'array', maxItems: 3, items: { type: 'number', maximum: 1 } })],
    ['leaves a field open', 'FAIL', schema({ type: 'string' })],
    ['leaves a nested field open', 'FAIL', schema({ type: 'array', maxItems: 3, items: { type: 'number' } })],
    ['has no schema', 'FAIL', {}],
    ['takes its schema from a parameter', 'UNKNOWN', { Schema: PARAMETER }],
    ['is a web ACL with the common rules of AWS', 'PASS', { Rules: [COMMON_RULES] }, { type: 'AWS::WAFv2::WebACL' }],
    ['is a web ACL that only counts by the common rules', 'FAIL', { Rules: [{ ...COMMON_RULES, OverrideAction: { Count: {} } }] }, { type: 'AWS::WAFv2::WebACL' }],
    ['is a web ACL that lets large bodies through the common rules', 'FAIL', { Rules: [commonRules({ RuleActionOverrides: [{ Name: 'SizeRestrictions_BODY', ActionToUse: { Count: {} } }] })] }, { type: 'AWS::WAFv2::WebACL' }],
    ['is a web ACL with a size limit', 'PASS', { Rules: [{ Statement: { SizeConstraintStatement: {} } }] }, { type: 'AWS::WAFv2::WebACL' }],
  ] },
  { check: 86, type: 'AWS::StepFunctions::StateMachine', cases: [
    ['traces', 'PASS', { TracingConfiguration: { Enabled: true } }],
    ['does not', 'FAIL', {}],
    ['leaves it to a parameter', 'UNKNOWN', { TracingConfiguration: { Enabled: PARAMETER } }],
    ['is a function that traces', 'PASS', { TracingConfig: { Mode: 'Active' } }, { type: 'AWS::Lambda::Function' }],
    ['is a function that passes through', 'FAIL', { TracingConfig: { Mode: 'PassThrough' } }, { type: 'AWS::Lambda::Function' }],
  ] },
];
