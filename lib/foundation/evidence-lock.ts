import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';

/**
 * COMPLIANCE, which nobody can shorten, unless the user says that the stack is one to throw away: then GOVERNANCE,
 * which a permission bypasses, or a test account could not be emptied for years.
 */
export function evidenceLock(retention: Duration, removalPolicy: RemovalPolicy | undefined): s3.ObjectLockRetention {
  return removalPolicy === RemovalPolicy.DESTROY
    ? s3.ObjectLockRetention.governance(retention)
    : s3.ObjectLockRetention.compliance(retention);
}
