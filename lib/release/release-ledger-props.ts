import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { EncryptionKeys } from '../foundation';

/** A copy of the ledger in another Region. */
export interface LedgerReplicaProps {
  /** The Region. The stack must name its own. */
  readonly region: string;

  /** ARN of a key, or of its alias, in that Region. */
  readonly encryptionKeyArn: string;
}

/** Properties of `ReleaseLedger`. */
export interface ReleaseLedgerProps {
  /** Keys of the deployment, of which the table uses the one for evidence. */
  readonly keys: EncryptionKeys;

  /**
   * Existing key that releases are signed with: asymmetric, ECC_NIST_P256, for signing. A key that no longer exists
   * makes every release that it signed unverifiable.
   *
   * @default - a key is made
   */
  readonly signingKey?: kms.IKey;

  /**
   * Names the table `<namePrefix>-releases` and gives the signing key the alias `<namePrefix>/releases`: lower-case
   * letters, digits and hyphens, at most 20. A retained table keeps its name: take it with `fromAttributes` then.
   *
   * @default - CloudFormation makes the name, and the key has no alias
   */
  readonly namePrefix?: string;

  /**
   * A copy in another Region, where what is known of releases outlives this one.
   *
   * @default - none
   */
  readonly replica?: LedgerReplicaProps;

  /**
   * What happens to table and key when the stack is removed. DESTROY also lifts the deletion protection.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** What is known of a ledger that was not created here. */
export interface ReleaseLedgerAttributes {
  /** Name of the table, in the account and Region of the stack. */
  readonly tableName: string;

  /** Key that encrypts the table. */
  readonly encryptionKey: kms.IKey;

  /** Key that releases are signed with. */
  readonly signingKey: kms.IKey;
}
