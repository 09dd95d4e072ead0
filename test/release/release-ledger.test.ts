import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { EncryptionKeys } from '../../lib/foundation';
import { ReleaseLedger, type ReleaseLedgerProps } from '../../lib/release';
import { expectCompliant } from '../compliance/expect-compliant';
import { ACCOUNT, REGION, refusalOf, scene } from '../serving/endpoints';
import { declarationOf, type Json, released, resourceOf } from './support';

function ledger(changes: Partial<ReleaseLedgerProps> = {}) {
  const stack = new Stack(new App(), 'Ledger', { env: { account: ACCOUNT, region: REGION } });
  const made = new ReleaseLedger(stack, 'Releases', { keys: new EncryptionKeys(stack, 'Keys'), ...changes });
  return { stack, made, template: () => Template.fromStack(stack) };
}

test('is encrypted, restorable, protected, kept, and findable by the version that was approved', () => {
  const { stack, template } = ledger();
  expectCompliant(stack);
  const table = resourceOf(template(), 'AWS::DynamoDB::GlobalTable');
  expect(table.DeletionPolicy).toBe('Retain');
  expect(table.UpdateReplacePolicy).toBe('Retain');
  expect(table.Properties).toMatchObject({
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'approvals',
        KeySchema: [
          { AttributeName: 'manifestSha256', KeyType: 'HASH' },
          { AttributeName: 'pk', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
  });
  const [replica] = table.Properties.Replicas;
  expect(replica).toMatchObject({
    DeletionProtectionEnabled: true,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    SSESpecification: { KMSMasterKeyId: { 'Fn::GetAtt': [expect.stringMatching(/^KeysEvidence/), 'Arn'] } },
    Tags: [{ Key: 'data-classification', Value: 'confidential' }],
  });
});

test('signs with an asymmetric key, which is kept and which KMS cannot rotate', () => {
  const keys: Json[] = Object.values(ledger().template().findResources('AWS::KMS::Key'));
  const signing = keys.find(({ Properties }) => Properties.KeyUsage === 'SIGN_VERIFY');
  expect(signing).toMatchObject({
    DeletionPolicy: 'Retain',
    Properties: { KeySpec: 'ECC_NIST_P256', PendingWindowInDays: 30 },
  });
  expect(signing.Properties.EnableKeyRotation).toBeUndefined();
});

test('has names that another stack can compute, where it is given a prefix', () => {
  const template = ledger({ namePrefix: 'acme-prod' }).template();
  template.hasResourceProperties('AWS::DynamoDB::GlobalTable', { TableName: 'acme-prod-releases' });
  template.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/acme-prod/releases' });
});

test('goes with its stack only where somebody says so', () => {
  const template = ledger({ removalPolicy: RemovalPolicy.DESTROY }).template();
  template.hasResource('AWS::DynamoDB::GlobalTable', {
    DeletionPolicy: 'Delete',
    Properties: { Replicas: [Match.objectLike({ DeletionProtectionEnabled: false })] },
  });
});

test('is refused with a prefix that is no name, and with a key that is known by its alias only', () => {
  const stack = new Stack();
  const signingKey = kms.Key.fromKeyArn(stack, 'Alias', 'arn:aws:kms:eu-central-1:123456789012:alias/signing');
  const message = refusalOf(() => ledger({ namePrefix: 'Acme_', signingKey }));
  expect(message).toContain('2 problems');
  expect(message).toContain('namePrefix is "Acme_"');
  expect(message).toContain('signingKey is ');
});

test('two ledgers cannot have the same names', () => {
  const { stack } = ledger({ namePrefix: 'acme' });
  const keys = new EncryptionKeys(stack, 'Others');
  expect(refusalOf(() => new ReleaseLedger(stack, 'Twin', { keys, namePrefix: 'acme' }))).toContain('acme-releases');
});

test('a stack that is made again goes on with the ledger that the one before has left', () => {
  const here = scene();
  const keyOf = (id: string) => kms.Key.fromKeyArn(here.stack, id, `arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}`);
  const left = ReleaseLedger.fromAttributes(here.stack, 'Left', {
    tableName: 'acme-releases',
    encryptionKey: keyOf('table'),
    signingKey: keyOf('signing'),
  });
  released(here, { ledger: left });
  const template = Template.fromStack(here.stack);
  template.resourceCountIs('AWS::DynamoDB::GlobalTable', 0);
  expect(declarationOf(template).manifests.champion.version).toBe('1.0.0');
  expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).toContain(':table/acme-releases');
});

test('serves an endpoint of another stack', () => {
  const here = scene();
  const app = here.stack.node.root as App;
  const own = new Stack(app, 'Records', { env: { account: ACCOUNT, region: REGION } });
  const shared = new ReleaseLedger(own, 'Releases', { keys: new EncryptionKeys(own, 'Keys') });
  released(here, { ledger: shared });
  Template.fromStack(here.stack).resourceCountIs('AWS::DynamoDB::GlobalTable', 0);
  Template.fromStack(own).resourceCountIs('AWS::DynamoDB::GlobalTable', 1);
});
