import { RemovalPolicy } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { isRegulated } from './is-regulated';
import { maskedData } from './masked-data';

export interface SecureLogGroupProps {
  /** Its policy must let CloudWatch Logs of this Region use it. */
  readonly encryptionKey: kms.IKey;
  /** @default RetentionDays.ONE_YEAR */
  readonly retention?: logs.RetentionDays;
  /** @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
  /** @default - a name that CloudFormation makes, so that a retained group never blocks the next deployment */
  readonly logGroupName?: string;
}

/** The one factory of log groups: encrypted, kept for a stated time, masked where the profile is regulated. */
export function secureLogGroup(scope: Construct, id: string, props: SecureLogGroupProps): logs.LogGroup {
  return new logs.LogGroup(scope, id, {
    logGroupName: props.logGroupName,
    encryptionKey: props.encryptionKey,
    retention: props.retention ?? logs.RetentionDays.ONE_YEAR,
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    dataProtectionPolicy: isRegulated(scope) ? maskedData() : undefined,
  });
}
