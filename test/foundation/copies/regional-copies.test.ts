import { App, Duration, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ComplianceProfile, ComplianceProfiles } from '../../../lib';
import { ArtifactStore, RegionalCopies, type RegionalCopiesProps } from '../../../lib/foundation';
import { complianceFindings } from '../../compliance/expect-compliant';
import { actionsOf, flat, identityStatements } from '../../core/support';

process.env['CDK_VALIDATION'] = 'false';

const ACCOUNT = '111122223333';

function scene(changes: Partial<RegionalCopiesProps> = {}) {
  const app = new App();
  ComplianceProfiles.choose(app, ComplianceProfile.REGULATED);
  Tags.of(app).add('owner', 'a');
  Tags.of(app).add('system', 'b');
  const other = new Stack(app, 'Other', { env: { account: ACCOUNT, region: 'eu-west-1' } });
  const copies = new RegionalCopies(other, 'Copies', { namePrefix: 'acme', sourceRegion: 'eu-central-1', ...changes });
  const stack = new Stack(app, 'Main', { env: { account: ACCOUNT, region: 'eu-central-1' } });
  return { app, other, copies, stack };
}

const refusalOf = (call: () => unknown) => {
  try {
    call();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was not refused');
};

test('copies and what is copied pass every check of the regulated profile', () => {
  const { app, other, copies, stack } = scene();
  const store = new ArtifactStore(stack, 'Store', { copies });
  const findings = complianceFindings(app, { profile: ComplianceProfile.REGULATED, strict: true });
  expect(findings.join('\n')).not.toMatch(/Replicated|Vault|Bucket|Wildcard|Principal/);
  expect(complianceFindings(other, { profile: ComplianceProfile.REGULATED, strict: true })).toEqual([]);
  expect(store.artifactBucket).toBeDefined();
});

test('every new artifact is copied with its encryption, deletions are not', () => {
  const { copies, stack } = scene();
  new ArtifactStore(stack, 'Store', { copies });
  Template.fromStack(stack).hasResourceProperties('AWS::S3::Bucket', {
    ReplicationConfiguration: {
      Rules: [
        {
          Status: 'Enabled',
          Filter: { Prefix: '' },
          DeleteMarkerReplication: { Status: 'Disabled' },
          SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
          Destination: Match.objectLike({ EncryptionConfiguration: Match.anyValue() }),
        },
      ],
    },
  });
});

test('the two Regions name the same bucket, key and role, without a reference between their stacks', () => {
  const { app, other, copies, stack } = scene();
  new ArtifactStore(stack, 'Store', { copies });
  const main = Template.fromStack(stack);
  const there = Template.fromStack(other);
  const [source] = Object.values(
    main.findResources('AWS::S3::Bucket', { Properties: { ReplicationConfiguration: Match.anyValue() } }),
  );
  const { Destination } = source?.['Properties']?.ReplicationConfiguration?.Rules?.[0] ?? {};
  const [bucketName, alias] = ['acme-replicas-111122223333-eu-west-1', 'alias/acme/artifact-replicas'];
  expect(flat(Destination.Bucket)).toBe(`arn:<AWS::Partition>:s3:::${bucketName}`);
  expect(flat(Destination.EncryptionConfiguration.ReplicaKmsKeyID)).toBe(
    `arn:<AWS::Partition>:kms:eu-west-1:${ACCOUNT}:${alias}`,
  );
  there.hasResourceProperties('AWS::S3::Bucket', { BucketName: bucketName });
  there.hasResourceProperties('AWS::KMS::Alias', { AliasName: alias });
  main.hasResourceProperties('AWS::IAM::Role', { RoleName: 'acme-replication-eu-central-1' });
  expect(() => app.synth()).not.toThrow();
});

test('the key of the copies lets the replicating role encrypt through S3, and nobody decrypt', () => {
  const template = Template.fromStack(scene().other);
  const [key] = Object.values(
    template.findResources('AWS::KMS::Key', { Properties: { Description: Match.stringLikeRegexp('^Replicas') } }),
  );
  const statements = key?.['Properties'].KeyPolicy.Statement;
  const replication = statements.find(({ Sid }: { Sid?: string }) => Sid === 'AllowReplication');
  expect(replication.Action).toEqual(['kms:Encrypt', 'kms:GenerateDataKey']);
  expect(flat(replication.Condition.ArnEquals['aws:PrincipalArn'])).toBe(
    `arn:<AWS::Partition>:iam::${ACCOUNT}:role/acme-replication-eu-central-1`,
  );
  expect(replication.Condition.StringEquals['kms:CallerAccount']).toBe(ACCOUNT);
});

test('the replicating role may read versions and write copies, and neither delete nor read objects as such', () => {
  const { copies, stack } = scene();
  new ArtifactStore(stack, 'Store', { copies });
  const actions = identityStatements(Template.fromStack(stack))
    .flatMap(actionsOf)
    .filter((one) => one.startsWith('s3:'));
  expect([...new Set(actions)].sort()).toEqual([
    's3:GetObjectVersionAcl',
    's3:GetObjectVersionForReplication',
    's3:GetObjectVersionTagging',
    's3:GetReplicationConfiguration',
    's3:ListBucket',
    's3:ReplicateObject',
    's3:ReplicateTags',
  ]);
});

test('nobody reads the copies but the roles that were admitted', () => {
  const { other, copies } = scene();
  copies.admitReader(iam.Role.fromRoleArn(other, 'Recovery', `arn:aws:iam::${ACCOUNT}:role/recovery`));
  const statement = Object.values(Template.fromStack(other).findResources('AWS::S3::BucketPolicy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .find(({ Sid }) => Sid === 'DenyReadsByOtherRoles');
  expect(statement.Effect).toBe('Deny');
  expect(statement.Condition.ArnNotEquals['aws:PrincipalArn'].map(flat)).toEqual([
    `arn:<AWS::Partition>:iam::${ACCOUNT}:root`,
    `arn:aws:iam::${ACCOUNT}:role/recovery`,
  ]);
});

test('nobody deletes a backup before its time, unless the stack is one to throw away', () => {
  const vaultOf = (changes: Partial<RegionalCopiesProps>) =>
    Object.values(Template.fromStack(scene(changes).other).findResources('AWS::Backup::BackupVault'))[0]?.[
      'Properties'
    ];
  expect(vaultOf({})).toMatchObject({
    BackupVaultName: 'acme-copies',
    LockConfiguration: { MinRetentionDays: 35, ChangeableForDays: 3 },
  });
  expect(vaultOf({ minimumBackupRetention: Duration.days(90) }).LockConfiguration.MinRetentionDays).toBe(90);
  expect(vaultOf({ removalPolicy: RemovalPolicy.DESTROY }).LockConfiguration).toEqual({ MinRetentionDays: 35 });
});

describe('copies are refused', () => {
  test.each<[string, Partial<RegionalCopiesProps>, string]>([
    ['without a name that the first Region could know', { namePrefix: '' }, 'namePrefix is ""'],
    ['with a name that no bucket can have', { namePrefix: 'Acme_' }, 'namePrefix is "Acme_"'],
    ['in the Region that they copy', { sourceRegion: 'eu-west-1' }, 'a Region cannot stand in for itself'],
    [
      'with backups for half a day',
      { minimumBackupRetention: Duration.hours(12) },
      'minimumBackupRetention (days) is 0.5',
    ],
  ])('%s', (_title, changes, said) => {
    expect(refusalOf(() => scene(changes))).toContain(said);
  });

  test('in a stack whose Region nobody knows yet', () => {
    const stack = new Stack(new App(), 'Agnostic');
    const props = { namePrefix: 'acme', sourceRegion: 'eu-central-1' };
    expect(refusalOf(() => new RegionalCopies(stack, 'Copies', props))).toContain('env: { account, region }');
  });
});

test('existing copies are taken by their ARNs', () => {
  const { stack } = scene();
  const copies = RegionalCopies.fromAttributes(stack, 'Existing', {
    artifactBucketArn: 'arn:aws:s3:::theirs',
    artifactKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1',
    account: ACCOUNT,
    region: 'eu-west-1',
    replicationRoleName: 'replicator',
    backupVaultArn: 'arn:aws:backup:eu-west-1:111122223333:backup-vault:theirs',
  });
  new ArtifactStore(stack, 'Store', { copies });
  Template.fromStack(stack).hasResourceProperties('AWS::S3::Bucket', {
    ReplicationConfiguration: {
      Rules: [Match.objectLike({ Destination: Match.objectLike({ Bucket: 'arn:aws:s3:::theirs' }) })],
    },
  });
});
