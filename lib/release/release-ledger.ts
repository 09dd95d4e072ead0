import { RemovalPolicy, Resource, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct, IConstruct } from 'constructs';
import { APPROVALS_INDEX, endpointPartition, LedgerKey } from '../contract';
import {
  checkKey,
  classify,
  KeyUse,
  keyUseStatement,
  Problems,
  secureSigningKey,
  takeName,
  validateNamePrefix,
} from '../core';
import type { ReleaseLedgerAttributes, ReleaseLedgerProps } from './release-ledger-props';

/** Where releases are kept: a table, and the key that they are signed with. */
export interface IReleaseLedger extends IConstruct {
  /** Name of the table. */
  readonly tableName: string;
  /** ARN of the table. */
  readonly tableArn: string;
  /** Encrypts the table. */
  readonly encryptionKey: kms.IKey;
  /** Signs releases: asymmetric, ECC_NIST_P256. */
  readonly signingKey: kms.IKey;
}

/** What a release's readers and writers may do with a table. */
const READ = ['dynamodb:GetItem', 'dynamodb:Query'];
/** All that is written is put, under conditions of its own, in transactions. */
const WRITE = ['dynamodb:PutItem'];

/**
 * The ledger of releases: what is live, what was, by whom and why. One table serves any number of endpoints, each in a
 * partition of its own. Encrypted, restorable to any second of the last 35 days, protected from deletion, and kept when
 * its stack is removed; a stack that is made again takes it with `fromAttributes`.
 *
 * Escape hatches: `node.defaultChild` is the `CfnGlobalTable`; `table` is the L2.
 */
export class ReleaseLedger extends Resource implements IReleaseLedger {
  /** A ledger that exists, such as one that a removed stack has left. */
  static fromAttributes(scope: Construct, id: string, attributes: ReleaseLedgerAttributes): IReleaseLedger {
    return new ImportedLedger(scope, id, attributes);
  }

  readonly tableName: string;
  readonly tableArn: string;
  readonly encryptionKey: kms.IKey;
  readonly signingKey: kms.IKey;
  /** The table. */
  readonly table: dynamodb.TableV2;

  constructor(scope: Construct, id: string, props: ReleaseLedgerProps) {
    super(scope, id);
    const { namePrefix, replica, removalPolicy = RemovalPolicy.RETAIN } = props;
    const tableName = namePrefix === undefined ? undefined : `${namePrefix}-releases`;
    validate(this, props, tableName);
    this.encryptionKey = props.keys.evidence;
    this.signingKey =
      props.signingKey ??
      secureSigningKey(this, 'SigningKey', {
        description: 'Signs releases of models',
        alias: namePrefix === undefined ? undefined : `${namePrefix}/releases`,
        removalPolicy,
      });
    this.table = new dynamodb.TableV2(this, 'Resource', {
      tableName,
      partitionKey: { name: LedgerKey.PARTITION, type: dynamodb.AttributeType.STRING },
      sortKey: { name: LedgerKey.SORT, type: dynamodb.AttributeType.STRING },
      globalSecondaryIndexes: [
        {
          indexName: APPROVALS_INDEX,
          partitionKey: { name: 'manifestSha256', type: dynamodb.AttributeType.STRING },
          sortKey: { name: LedgerKey.PARTITION, type: dynamodb.AttributeType.STRING },
        },
      ],
      encryption: dynamodb.TableEncryptionV2.customerManagedKey(
        this.encryptionKey,
        replica && { [replica.region]: replica.encryptionKeyArn },
      ),
      replicas: replica && [{ region: replica.region }],
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
      removalPolicy,
    });
    classify(this.table, 'confidential');
    this.tableName = this.table.tableName;
    this.tableArn = this.table.tableArn;
  }
}

class ImportedLedger extends Resource implements IReleaseLedger {
  readonly tableName: string;
  readonly tableArn: string;
  readonly encryptionKey: kms.IKey;
  readonly signingKey: kms.IKey;

  constructor(scope: Construct, id: string, attributes: ReleaseLedgerAttributes) {
    super(scope, id);
    const problems = new Problems(this);
    checkKey(problems, 'encryptionKey', attributes.encryptionKey);
    checkKey(problems, 'signingKey', attributes.signingKey);
    problems.throwIfAny();
    this.tableName = attributes.tableName;
    this.tableArn = Stack.of(this).formatArn({ service: 'dynamodb', resource: 'table', resourceName: this.tableName });
    this.encryptionKey = attributes.encryptionKey;
    this.signingKey = attributes.signingKey;
  }
}

/** DynamoDB decrypts the key of a table for whoever reads it, and for whoever writes. */
function keyStatement(scope: Construct, ledger: IReleaseLedger): iam.PolicyStatement {
  return keyUseStatement(scope, ledger.encryptionKey, KeyUse.WRITE, 'dynamodb');
}

/** Reading the items of one endpoint, and writing them too. */
export function endpointItems(
  scope: Construct,
  ledger: IReleaseLedger,
  endpointName: string,
  use: 'read' | 'write',
): iam.PolicyStatement[] {
  return itemStatements(scope, ledger, use === 'read' ? READ : [...READ, ...WRITE], endpointPartition(endpointName));
}

/** The given actions on the items of one partition. */
export function itemStatements(
  scope: Construct,
  ledger: IReleaseLedger,
  actions: readonly string[],
  partition: string,
): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      actions: [...actions],
      resources: [ledger.tableArn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [partition] } },
    }),
    keyStatement(scope, ledger),
  ];
}

/** Finding who approved a version. */
export function approvalItems(ledger: IReleaseLedger): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['dynamodb:Query'],
    resources: [`${ledger.tableArn}/index/${APPROVALS_INDEX}`],
  });
}

function validate(scope: Construct, props: ReleaseLedgerProps, tableName: string | undefined): void {
  const problems = new Problems(scope);
  problems.required('keys', props.keys, 'EncryptionKeys', 'Pass the keys of the deployment.');
  validateNamePrefix(problems, props.namePrefix);
  checkKey(problems, 'signingKey', props.signingKey);
  if (tableName !== undefined) {
    const shared = 'Share the ledger, or give each its own prefix.';
    takeName(problems, scope, { kind: 'table', name: tableName, prop: 'namePrefix', remedy: shared });
  }
  problems.throwIfAny();
}
