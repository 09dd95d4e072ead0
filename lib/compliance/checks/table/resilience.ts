import { ComplianceProfile } from '../../../core/compliance-profile';
import { codeSigned } from '../../rules/development/code-signed';
import { alarmActions } from '../../rules/logging/alarm-actions';
import { dataCapture } from '../../rules/logging/data-capture';
import { guardDutyDetector } from '../../rules/logging/detector';
import { logRetention } from '../../rules/logging/log-retention';
import { LOGGING_TYPES, serviceLogs } from '../../rules/logging/service-logs';
import { trailDataEvents } from '../../rules/logging/trail-data-events';
import { trailValidated } from '../../rules/logging/trail-validated';
import { bucketVersioned } from '../../rules/recovery/bucket-versioned';
import { deadLetterQueue } from '../../rules/recovery/dead-letter-queue';
import { pointInTimeRecovery } from '../../rules/recovery/point-in-time-recovery';
import { redundant } from '../../rules/recovery/redundant';
import { tableBackedUp } from '../../rules/recovery/table-backed-up';
import { vaultProtected } from '../../rules/recovery/vault-protected';
import { abuseAlarms } from '../../rules/serving/abuse-alarms';
import { driftMonitored } from '../../rules/serving/drift-monitored';
import { ENDPOINT_TYPES } from '../../rules/serving/guarded-deployment';
import { imageDigest } from '../../rules/serving/image-digest';
import type { Check } from '../check';
import * as types from './types';

const { STARTER, BUSINESS, REGULATED } = ComplianceProfile;
const NO_TRAIL = 'no trail of this app records what is done';
const DELIVERING = ['AWS::SQS::Queue', 'AWS::Lambda::Function', 'AWS::SNS::Subscription'];
const ALARMS = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'];

/** Checks of the technological controls 8.13 to 8.19: backup, redundancy, logging, monitoring, installation. */
// biome-ignore format: a table reads better in columns
export const RESILIENCE: readonly Check[] = [
  { number: 53, controls: ['8.13'], name: 'BucketVersioned', check: 'Bucket: versioning', severity: 'medium', scope: 'RESOURCE', failsFrom: STARTER,
    why: 'An overwritten artifact or data set would be gone.',
    fix: 'Set versioned: true on the bucket.', types: types.BUCKET, rule: bucketVersioned },
  { number: 54, controls: ['8.13'], name: 'PointInTimeRecovery', check: 'Table: point-in-time recovery', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'A faulty job could spoil the release record for good.',
    fix: 'Set pointInTimeRecoveryEnabled: true, for each replica.', types: types.TABLES, rule: pointInTimeRecovery },
  { number: 55, controls: ['8.13'], name: 'TableBackedUp', check: 'Table: in a backup plan', severity: 'low', scope: 'ACCOUNT', failsFrom: REGULATED,
    why: 'Recovery reaches back a month only.',
    fix: "Add it to a backup selection, or attest('8.13', …).", types: types.TABLES, rule: tableBackedUp },
  { number: 56, controls: ['8.13'], name: 'VaultProtected', check: 'Vault: key, lock; plan: cross-Region copy', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'An attacker deletes the backups first.',
    fix: 'Set EncryptionKeyArn, LockConfiguration and CopyActions.', types: ['AWS::Backup::BackupVault', 'AWS::Backup::BackupPlan'], rule: vaultProtected },
  { number: 57, controls: ['8.14'], name: 'Redundant', check: 'Endpoint: two instances, two subnets', severity: 'medium', scope: 'RESOURCE', failsFrom: REGULATED, ml: true,
    why: 'One failed machine stops all answers.',
    fix: 'Set InitialInstanceCount: 2 and subnets in two zones.', types: [...types.CONFIG, ...types.MODEL], rule: redundant },
  { number: 58, controls: ['8.14'], name: 'DeadLetterQueue', check: 'Queue, function, subscription: dead-letter queue', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'Alerts and captured requests would be lost unseen.',
    fix: 'Give it a dead-letter queue with an alarm.', types: DELIVERING, rule: deadLetterQueue },
  { number: 59, controls: ['8.15'], name: 'TrailValidated', check: 'Trail: CloudWatch Logs, file validation', severity: 'high', scope: 'ACCOUNT', failsFrom: STARTER,
    absent: NO_TRAIL, why: 'An attacker could delete the record of what was done.',
    fix: "Set EnableLogFileValidation: true and a CloudWatch log group, or attest('8.15', …).", types: types.TRAIL, rule: trailValidated },
  { number: 60, controls: ['8.15'], name: 'TrailDataEvents', check: 'Trail: every Region; S3 and SageMaker data events', severity: 'medium', scope: 'ACCOUNT', failsFrom: BUSINESS, ml: true,
    absent: NO_TRAIL, why: 'Nobody could say who read the data or called the model.',
    fix: "Add advanced event selectors for S3 objects and SageMaker endpoints, or attest('8.15', …).", types: types.TRAIL, rule: trailDataEvents },
  { number: 61, controls: ['8.15'], name: 'ServiceLogs', check: 'Bucket, API, state machine, web ACL: logs', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'An incident leaves nothing to look at.',
    fix: 'Set serverAccessLogsBucket, access logs or a log destination.', types: LOGGING_TYPES, rule: serviceLogs },
  { number: 62, controls: ['8.15'], name: 'LogRetention', check: 'Log group: retention of a year or more', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'The trace of an incident is gone, or kept for ever.',
    fix: 'Set retention: RetentionDays.ONE_YEAR.', types: ['AWS::Logs::LogGroup'], rule: logRetention },
  { number: 63, controls: ['8.15'], name: 'DataCapture', check: 'Endpoint: data capture of input and output', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'Drift and abuse leave no trace to look at.',
    fix: 'Set DataCaptureConfig with CaptureMode Input and Output.', types: types.CONFIG, rule: dataCapture },
  { number: 64, controls: ['8.16'], name: 'DriftMonitored', check: 'Endpoint: drift monitor', severity: 'medium', scope: 'RESOURCE', failsFrom: REGULATED, ml: true,
    why: 'A model that went wrong answers on with confidence.',
    fix: 'Add a DriftMonitor with an alarm.', types: ENDPOINT_TYPES, rule: driftMonitored },
  { number: 65, controls: ['8.16'], name: 'AlarmActions', check: 'Alarm: has actions', severity: 'medium', scope: 'RESOURCE', failsFrom: STARTER,
    why: 'A failing model would page no one.',
    fix: 'Add an alarm action that reaches a person or stops a deployment.', types: ALARMS, rule: alarmActions },
  { number: 66, controls: ['8.16'], name: 'AbuseAlarms', check: 'Endpoint: alarms on invocations and refused requests', severity: 'medium', scope: 'RESOURCE', failsFrom: REGULATED, ml: true,
    why: 'Nobody sees a model being copied (extraction).',
    fix: 'Add alarms on Invocations and Invocation4XXErrors.', types: ENDPOINT_TYPES, rule: abuseAlarms },
  { number: 67, controls: ['8.16'], name: 'GuardDutyDetector', check: 'Account: GuardDuty', severity: 'medium', scope: 'ACCOUNT', failsFrom: REGULATED,
    absent: 'no GuardDuty detector watches the account', why: 'A stolen role works unseen.',
    fix: "Add an AWS::GuardDuty::Detector, or attest('8.16', …).", types: ['AWS::GuardDuty::Detector'], rule: guardDutyDetector },
  { number: 68, controls: ['8.19'], name: 'ImageDigest', check: 'Model image: pinned by digest', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'New instances could run other code than the tested.',
    fix: 'Name the image with @sha256:….', types: types.IMAGES, rule: imageDigest },
  { number: 69, controls: ['8.19'], name: 'CodeSigned', check: 'Function: code signing', severity: 'low', scope: 'RESOURCE', failsFrom: REGULATED,
    why: 'Who may update a function decides what runs.',
    fix: 'Set codeSigningConfig.', types: types.FUNCTION, rule: codeSigned },
];
