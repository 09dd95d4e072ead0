import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

export interface SecureKeyProps {
  /** What the key protects, for the person who finds it in the console. */
  readonly description: string;
  /** Alias without the `alias/` in front. @default - no alias */
  readonly alias?: string;
  /** @default RemovalPolicy.RETAIN, because data without its key is lost */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The one factory of customer-managed keys: rotated every year, 30 days between deletion and loss (the longest wait
 * that KMS offers), policy open to the account's own IAM policies and to nobody else.
 */
export function secureKey(scope: Construct, id: string, props: SecureKeyProps): kms.Key {
  const key = new kms.Key(scope, id, {
    description: props.description,
    enableKeyRotation: true,
    pendingWindow: Duration.days(30),
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
  });
  if (props.alias !== undefined) key.addAlias(props.alias);
  return key;
}

/**
 * The one factory of keys that sign: ECDSA on P-256, kept like every other key. KMS rotates no asymmetric key, because
 * what it has signed must stay verifiable with it.
 */
export function secureSigningKey(scope: Construct, id: string, props: SecureKeyProps): kms.Key {
  const key = new kms.Key(scope, id, {
    description: props.description,
    keySpec: kms.KeySpec.ECC_NIST_P256,
    keyUsage: kms.KeyUsage.SIGN_VERIFY,
    pendingWindow: Duration.days(30),
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
  });
  if (props.alias !== undefined) key.addAlias(props.alias);
  return key;
}
