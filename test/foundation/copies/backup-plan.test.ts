import { App, Duration, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kms from 'aws-cdk-lib/aws-kms';
import { ComplianceProfile } from '../../../lib';
import { BackupPlan, RegionalCopies } from '../../../lib/foundation';
import { complianceFindings } from '../../compliance/expect-compliant';
import { identityStatements } from '../../core/support';

process.env['CDK_VALIDATION'] = 'false';

const ACCOUNT = '111122223333';

function scene(retention?: Duration, region = 'eu-central-1') {
  const app = new App();
  Tags.of(app).add('owner', 'a');
  Tags.of(app).add('system', 'b');
  const other = new Stack(app, 'Other', { env: { account: ACCOUNT, region: 'eu-west-1' } });
  const copies = new RegionalCopies(other, 'Copies', { namePrefix: 'acme', sourceRegion: 'eu-central-1' });
  const stack = new Stack(app, 'Main', { env: { account: ACCOUNT, region } });
  const plan = new BackupPlan(stack, 'Backups', { copies, retention });
  const table = new dynamodb.CfnTable(stack, 'Ledger', {
    keySchema: [{ attributeName: 'id', keyType: 'HASH' }],
    attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }],
  });
  plan.addTable('Ledger', dynamodb.Table.fromTableArn(stack, 'LedgerTable', table.attrArn));
  return { stack, plan };
}

test('a table is in the plan, and vault, plan and role pass every check of the regulated profile', () => {
  const { plan, stack } = scene();
  expect(complianceFindings(plan, { profile: ComplianceProfile.REGULATED, strict: true })).toEqual([]);
  const all = complianceFindings(stack, { profile: ComplianceProfile.REGULATED, strict: true });
  expect(all.join('\n')).not.toContain('TableBackedUp');
});

test('backups are taken daily, kept a year, and copied to the other Region for as long', () => {
  const rules = Object.values(Template.fromStack(scene().stack).findResources('AWS::Backup::BackupPlan'))[0]?.[
    'Properties'
  ].BackupPlan.BackupPlanRule;
  expect(rules).toHaveLength(1);
  expect(rules[0]).toMatchObject({
    ScheduleExpression: 'cron(0 3 * * ? *)',
    Lifecycle: { DeleteAfterDays: 365 },
    CopyActions: [{ Lifecycle: { DeleteAfterDays: 365 } }],
  });
  expect(JSON.stringify(rules[0].CopyActions[0].DestinationBackupVaultArn)).toContain(
    ':backup:eu-west-1:111122223333:backup-vault:acme-copies',
  );
});

test('the role may back up what was added and nothing else', () => {
  const statements = identityStatements(Template.fromStack(scene().stack)).filter(({ Action }) =>
    [Action].flat().some((action) => action.startsWith('dynamodb:')),
  );
  expect(statements).toHaveLength(1);
  for (const { Resource } of statements) expect(JSON.stringify(Resource)).toContain('"Ledger"');
});

test('the role may use the key of an encrypted table, through DynamoDB only', () => {
  const { stack, plan } = scene();
  const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:eu-central-1:${ACCOUNT}:key/1`);
  const tableArn = `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/labels`;
  plan.addTable('Labels', dynamodb.Table.fromTableAttributes(stack, 'Labels', { tableArn, encryptionKey }));
  const statement = identityStatements(Template.fromStack(stack)).find(
    ({ Resource }) => Resource === encryptionKey.keyArn,
  );
  expect(statement?.Action).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
  expect(JSON.stringify(statement?.Condition)).toContain('dynamodb.eu-central-1.');
});

test.each([
  ['shorter than its vault is locked', Duration.days(34), 'eu-central-1', 'retention (days) is 34'],
  ['copied to its own Region', undefined, 'eu-west-1', 'expected copies in another Region'],
])('a plan is refused that is %s', (_title, retention, region, said) => {
  expect(() => scene(retention, region)).toThrow(said);
});
