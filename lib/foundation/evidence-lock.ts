import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { ComplianceProfile, ComplianceProfiles } from '../core';

/**
 * COMPLIANCE, which nobody can shorten, unless the user says that the stack is one to throw away, or that it is a first
 * try (the starter profile): then GOVERNANCE, which a permission bypasses, or a test account could not be emptied for
 * years.
 */
export function evidenceLock(
  scope: IConstruct,
  retention: Duration,
  removalPolicy: RemovalPolicy | undefined,
): s3.ObjectLockRetention {
  const first = ComplianceProfiles.of(scope) === ComplianceProfile.STARTER;
  return first || removalPolicy === RemovalPolicy.DESTROY
    ? s3.ObjectLockRetention.governance(retention)
    : s3.ObjectLockRetention.compliance(retention);
}
