import { ComplianceProfile } from '../../core';
import { bucketPublicAccessBlocked } from '../rules/access/bucket-public-access-blocked';
import { bucketTlsOnly } from '../rules/access/bucket-tls-only';
import { IDENTITY_POLICY_TYPES, PRINCIPAL_TYPES } from '../rules/access/identity-policies';
import { noManagedPolicies } from '../rules/access/no-managed-policies';
import { noOpenPrincipal, RESOURCE_POLICY_TYPES } from '../rules/access/no-open-principal';
import { noWildcardPermissions } from '../rules/access/no-wildcard-permissions';
import { writeOnceBuckets } from '../rules/audit/write-once-buckets';
import { bucketCustomerKey } from '../rules/encryption/bucket-customer-key';
import { CUSTOMER_KEY_TYPES, customerKey } from '../rules/encryption/customer-key';
import { inferenceDataKey } from '../rules/encryption/inference-data-key';
import { keyRetained } from '../rules/encryption/key-retained';
import { keyRotation } from '../rules/encryption/key-rotation';
import { KMS_ENCRYPTED_TYPES, kmsEncrypted } from '../rules/encryption/kms-encrypted';
import { storageVolumeKey } from '../rules/encryption/storage-volume-key';
import { alarmActions } from '../rules/logging/alarm-actions';
import { dataCapture } from '../rules/logging/data-capture';
import { trailDataEvents } from '../rules/logging/trail-data-events';
import { trailValidated } from '../rules/logging/trail-validated';
import { modelIsolated } from '../rules/network/model-isolated';
import { bucketVersioned } from '../rules/recovery/bucket-versioned';
import { deadLetterQueue } from '../rules/recovery/dead-letter-queue';
import { ENDPOINT_TYPES, guardedDeployment } from '../rules/serving/guarded-deployment';
import type { Check } from './check';

const { STARTER, BUSINESS } = ComplianceProfile;
const BUCKET = ['AWS::S3::Bucket'];
const KEY = ['AWS::KMS::Key'];
const TRAIL = ['AWS::CloudTrail::Trail'];
const CONFIG = ['AWS::SageMaker::EndpointConfig'];
const DELIVERING = ['AWS::SQS::Queue', 'AWS::Lambda::Function', 'AWS::SNS::Subscription'];

// biome-ignore format: a table reads better in columns
export const CHECKS: readonly Check[] = [
  { number: 3, controls: ['5.14'], name: 'BucketTlsOnly', check: 'Bucket: TLS only', severity: 'high', scope: 'RESOURCE', failsFrom: STARTER,
    why: 'Training data and artifacts could be read on the wire.',
    fix: 'Set enforceSSL: true on the bucket.', types: BUCKET, rule: bucketTlsOnly },
  { number: 6, controls: ['5.15'], name: 'NoWildcardPermissions', check: 'IAM: no wildcard action or resource', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'A stolen role could read or replace other models.',
    fix: 'List the actions, and the ARNs they are needed on.', types: IDENTITY_POLICY_TYPES, rule: noWildcardPermissions },
  { number: 8, controls: ['5.15'], name: 'NoOpenPrincipal', check: 'Resource policies: no unconditioned * principal', severity: 'critical', scope: 'RESOURCE', failsFrom: STARTER,
    why: 'Anyone with an AWS account could use it.',
    fix: 'Name the principals, or add a condition such as aws:SourceAccount.', types: RESOURCE_POLICY_TYPES, rule: noOpenPrincipal },
  { number: 9, controls: ['5.15'], name: 'BucketPublicAccessBlocked', check: 'Bucket: all four public-access blocks', severity: 'critical', scope: 'RESOURCE', failsFrom: STARTER,
    why: 'One wrong policy would publish training data.',
    fix: 'Set blockPublicAccess: BlockPublicAccess.BLOCK_ALL.', types: BUCKET, rule: bucketPublicAccessBlocked },
  { number: 15, controls: ['5.18'], name: 'NoManagedPolicies', check: 'No AWS-managed policies', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'AWS widens them unasked: AmazonSageMakerFullAccess reaches every model.',
    fix: 'Write a policy with the few actions that are needed.', types: PRINCIPAL_TYPES, rule: noManagedPolicies },
  { number: 19, controls: ['5.28'], name: 'WriteOnceEvidence', check: 'Evidence and audit-trail buckets: object lock', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'Evidence that can be changed proves nothing.',
    fix: 'Enable objectLock with a default retention in COMPLIANCE mode.', types: BUCKET, rule: writeOnceBuckets },
  { number: 49, controls: ['8.12'], name: 'ModelIsolated', check: 'Model: network isolation', severity: 'high', scope: 'RESOURCE', failsFrom: STARTER, ml: true,
    why: 'Code inside a model image could send requests and data out.',
    fix: 'Set EnableNetworkIsolation: true on the Model.', types: ['AWS::SageMaker::Model'], rule: modelIsolated },
  { number: 53, controls: ['8.13'], name: 'BucketVersioned', check: 'Bucket: versioning', severity: 'medium', scope: 'RESOURCE', failsFrom: STARTER,
    why: 'An overwritten artifact or data set would be gone.',
    fix: 'Set versioned: true on the bucket.', types: BUCKET, rule: bucketVersioned },
  { number: 58, controls: ['8.14'], name: 'DeadLetterQueue', check: 'Queue, function, subscription: dead-letter queue', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'Alerts and captured requests would be lost unseen.',
    fix: 'Give it a dead-letter queue with an alarm.', types: DELIVERING, rule: deadLetterQueue },
  { number: 59, controls: ['8.15'], name: 'TrailValidated', check: 'Trail: CloudWatch Logs, file validation', severity: 'high', scope: 'RESOURCE', failsFrom: STARTER,
    why: 'An attacker could delete the record of what was done.',
    fix: 'Set EnableLogFileValidation: true and a CloudWatch log group.', types: TRAIL, rule: trailValidated },
  { number: 60, controls: ['8.15'], name: 'TrailDataEvents', check: 'Trail: every Region; S3 and SageMaker data events', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'Nobody could say who read the data or called the model.',
    fix: 'Add advanced event selectors for AWS::S3::Object and AWS::SageMaker::Endpoint.', types: TRAIL, rule: trailDataEvents },
  { number: 63, controls: ['8.15'], name: 'DataCapture', check: 'Endpoint: data capture of input and output', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'Drift and abuse leave no trace to look at.',
    fix: 'Set DataCaptureConfig with CaptureMode Input and Output.', types: CONFIG, rule: dataCapture },
  { number: 65, controls: ['8.16'], name: 'AlarmActions', check: 'Alarm: has actions', severity: 'medium', scope: 'RESOURCE', failsFrom: STARTER,
    why: 'A failing model would page no one.',
    fix: 'Add an alarm action that reaches a person or stops a deployment.', types: ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'], rule: alarmActions },
  { number: 75, controls: ['8.24'], name: 'KeyRotation', check: 'Key: rotation', severity: 'medium', scope: 'RESOURCE', failsFrom: STARTER,
    why: 'A leaked key would open every model and data set for ever.',
    fix: 'Set enableKeyRotation: true.', types: KEY, rule: keyRotation },
  { number: 76, controls: ['8.24'], name: 'KeyRetained', check: 'Key: 30-day pending window, retained', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'Everything encrypted with a deleted key is lost.',
    fix: 'Set removalPolicy: RETAIN and pendingWindow: 30 days.', types: KEY, rule: keyRetained },
  { number: 77, controls: ['8.24'], name: 'BucketCustomerKey', check: 'Bucket: customer-managed key', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'Access to the data could not be withdrawn or audited by key.',
    fix: 'Set encryption: KMS and encryptionKey.', types: BUCKET, rule: bucketCustomerKey },
  { number: 78, controls: ['8.24'], name: 'EndpointVolumeKey', check: 'Endpoint: volume key, except local NVMe', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'The model and requests lie on instance volumes.',
    fix: 'Set KmsKeyId on the EndpointConfig.', types: CONFIG, rule: storageVolumeKey },
  { number: 79, controls: ['8.24'], name: 'InferenceDataKey', check: 'Capture, async output, core dumps: key', severity: 'high', scope: 'RESOURCE', failsFrom: STARTER, ml: true,
    why: 'Captured requests hold personal data in clear.',
    fix: 'Set KmsKeyId beside the S3 destination.', types: CONFIG, rule: inferenceDataKey },
  { number: 82, controls: ['8.24'], name: 'KmsEncrypted', check: 'Topic, log group, trail, secret: KMS', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'Logs and alerts carry requests and credentials.',
    fix: 'Name a KMS key: masterKey, encryptionKey.', types: KMS_ENCRYPTED_TYPES, rule: kmsEncrypted },
  { number: 83, controls: ['8.24'], name: 'CustomerKey', check: 'Queue, table, state machine, repository, function environment: customer-managed key', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'Access to model state could not be withdrawn by key.',
    fix: 'Name a customer-managed key.', types: CUSTOMER_KEY_TYPES, rule: customerKey },
  { number: 89, controls: ['8.32'], name: 'GuardedDeployment', check: 'Endpoint: blue/green or rolling with rollback alarms', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'A bad version would serve until someone wakes up.',
    fix: 'Set DeploymentConfig with a policy and AutoRollbackConfiguration alarms.', types: ENDPOINT_TYPES, rule: guardedDeployment },
];
